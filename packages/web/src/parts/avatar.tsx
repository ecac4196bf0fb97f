/** A coach's initial on a colour that follows from the name. */
export function Avatar({ name, size = 40 }: { readonly name: string; readonly size?: number }) {
  let hue = 0;
  for (const character of name) {
    hue = (hue * 31 + (character.codePointAt(0) ?? 0)) % 360;
  }
  const style = { width: size, height: size, fontSize: size * 0.42, '--avatar-hue': hue };
  return (
    <span className="avatar" style={style} aria-hidden>
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}
