import { afterAll, describe, expect, it } from 'vitest';
import { createReferenceExecutor } from '../../src/engine/executors/reference/executor.ts';
import { openPlainModel } from '../../src/host/model/openModel.ts';
import { logitDifference, scoreSequences } from '../../src/host/model/score.ts';
import { architectures } from '../../src/models/architectures/index.ts';
import { testControl } from '../support/control.ts';
import { testedExecutors } from '../support/executors.ts';
import { fixtureFolder, fixtureJson, fixtureNames, fixtureReference } from '../support/modelFixtures.ts';

it('every architecture has a checkpoint that transformers wrote', () => {
  const covered = new Set(fixtureNames.map((name) => fixtureJson(name, 'config.json').model_type));
  expect(architectures.map(({ modelType }) => modelType).filter((modelType) => !covered.has(modelType))).toEqual([]);
});

const executors = [{ label: 'reference', open: createReferenceExecutor }, ...testedExecutors()];

for (const { label, open } of executors) {
  describe(`logits of transformers' tiny checkpoints on ${label}`, () => {
    const executor = open();
    afterAll(() => executor.dispose());
    it.each(fixtureNames)('%s', async (name) => {
      const { tokens, logits } = fixtureReference(name);
      const model = await openPlainModel(fixtureFolder(name));
      try {
        const scored = await scoreSequences(model, [tokens], { executor, control: testControl() });
        expect(logitDifference(scored, [logits]).max).toBeLessThan(1e-4);
      } finally {
        await model.close();
      }
    });
  });
}
