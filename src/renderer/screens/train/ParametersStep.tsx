/** How long, how fast, how much at once; what is asked at each evaluation; where it runs. */
import { type ReactNode, useState } from 'react';
import type { RecipeField } from '../../../shared/api/recipes.ts';
import type { Section } from '../../../shared/canonicalNames.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import { Button, optionLabel, Section as PageSection, Panel, Stack, Text } from '../../components/index.ts';
import { DeviceChoice } from './DeviceChoice.tsx';
import { fieldAt, type TrainDraft } from './draft.ts';
import { type FieldGroup, groupFields } from './fieldGroups.ts';
import { type DraftProblem, errorsUnder } from './problem.ts';
import { RecipeForm } from './RecipeForm.tsx';
import { SamplePrompts } from './SamplePrompts.tsx';
import { useProblemCounts } from './useProblemCounts.ts';

interface ParametersStepProps {
  readonly draft: TrainDraft;
  readonly fields: { readonly training: readonly RecipeField[]; readonly samples: readonly RecipeField[] };
  readonly defaults: Recipe | null;
  readonly onChange: (change: Partial<TrainDraft>) => void;
  readonly onProblems: (count: number) => void;
  readonly problem: DraftProblem | null;
}

export function ParametersStep({ draft, fields, defaults, onChange, onProblems, problem }: ParametersStepProps): ReactNode {
  const { training, samples, device } = draft;
  const { common, advanced } = groupFields(fields.training);
  const setIn = advanced.filter(({ name }) => fieldAt(training, name) !== undefined).length;
  const [open, setOpen] = useState(setIn > 0);
  const count = useProblemCounts(onProblems);
  const form = (group: FieldGroup): ReactNode => (
    <RecipeForm
      fields={group.fields}
      section={training}
      onChange={(section: Section) => onChange({ training: section })}
      defaults={defaults?.training}
      errors={errorsUnder(problem, 'training')}
      onProblems={(problems) => count(group.title, problems)}
    />
  );
  return (
    <Stack>
      <Panel>
        <Stack gap={6}>
          {common.map((group) => (
            <PageSection key={group.title} title={group.title}>
              {form(group)}
            </PageSection>
          ))}
        </Stack>
      </Panel>
      <Panel
        title="Advanced"
        note={setIn > 0 ? `${setIn} changed` : 'seldom needed'}
        actions={
          <Button
            look="quiet"
            onClick={() => {
              setOpen(!open);
              // Fields that are put away take their last values back.
              count('Advanced', 0);
            }}
          >
            {open ? 'Hide' : 'Show'}
          </Button>
        }
      >
        {open ? (
          <Stack gap={6}>
            <DeviceChoice device={device} onChange={(next) => onChange({ device: next })} />
            {form({ title: 'Advanced', fields: advanced })}
          </Stack>
        ) : (
          <Text look="soft">{`Device, ${advanced.map(({ name }) => optionLabel(name).toLowerCase()).join(', ')}.`}</Text>
        )}
      </Panel>
      <SamplePrompts
        samples={samples}
        fields={fields.samples}
        onChange={(section) => onChange({ samples: section })}
        onProblems={(problems) => count('samples', problems)}
      />
    </Stack>
  );
}
