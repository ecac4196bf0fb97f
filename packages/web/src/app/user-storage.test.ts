import { describe, expect, it } from '@jest/globals';
import { memoryStorage } from './memory-storage.fixture.ts';
import { createUserStorage, forgetUsers } from './user-storage.ts';

describe('createUserStorage', () => {
  it('keeps texts of one person, and shows them to nobody else', () => {
    const storage = memoryStorage();
    const kim = createUserStorage(storage, 'kim');
    kim.set('draft', 'Hello');
    expect([kim.get('draft'), createUserStorage(storage, 'jo').get('draft')]).toEqual(['Hello', undefined]);
    kim.set('draft', undefined);
    expect([kim.get('draft'), storage.length]).toEqual([undefined, 0]);
  });

  it('goes on where the storage is full', () => {
    const full = {
      ...memoryStorage(),
      setItem() {
        throw new Error('full');
      },
    };
    expect(() => createUserStorage(full, 'kim').set('draft', 'Hello')).not.toThrow();
  });
});

describe('forgetUsers', () => {
  it('forgets everybody but the one who is named, and nothing else', () => {
    const storage = memoryStorage();
    storage.setItem('other', 'x');
    for (const userId of ['kim', 'kim2', 'jo']) {
      createUserStorage(storage, userId).set('a', '1');
      createUserStorage(storage, userId).set('b', '2');
    }
    forgetUsers(storage, 'kim');
    expect([storage.length, createUserStorage(storage, 'kim').get('b')]).toEqual([3, '2']);
    forgetUsers(storage);
    expect([storage.length, storage.getItem('other')]).toEqual([1, 'x']);
  });
});
