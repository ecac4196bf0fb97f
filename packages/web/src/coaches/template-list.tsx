import type { CoachTemplateResource } from '@coach-stream/client';

interface TemplateListProps {
  readonly templates: readonly CoachTemplateResource[];
  readonly isDisabled: boolean;
  readonly onTake: (templateId: string) => void;
}

/** Ready coaches that a person may take without answering questions. */
export function TemplateList({ templates, isDisabled, onTake }: TemplateListProps) {
  return (
    <section aria-labelledby="templates">
      <h2 id="templates">Or start with a ready coach</h2>
      <ul className="template-list">
        {templates.map(({ templateId, name, description }) => (
          <li className="card template" key={templateId}>
            <strong>{name}</strong>
            <p>{description}</p>
            <button
              type="button"
              className="button"
              aria-disabled={isDisabled}
              aria-label={`Take this coach: ${name}`}
              onClick={() => onTake(templateId)}
            >
              Take this coach
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
