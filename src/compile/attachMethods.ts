/** A recipe's methods attached to one model: who owns which site, what is trained, which losses are added. */
import { loadBalancingLoss, transformersForm } from '../methods/balance/loadBalancingLoss.ts';
import { full } from '../methods/full/full.ts';
import { findTrainingMethod } from '../methods/index.ts';
import type { AddedParameter, Attachment, AttachTarget, AuxiliaryLoss, Materialisation, TrainingMethod } from '../methods/method.ts';
import type { SiteOwners } from '../models/sites.ts';
import { MixwrightError } from '../shared/errors.ts';
import { resolveOptions } from '../shared/options.ts';
import type { MethodUse } from '../shared/recipe.ts';

export interface AttachedMethods {
  /** Names of the model's own trained parameters. */
  readonly trains: ReadonlySet<string>;
  readonly adds: readonly AddedParameter[];
  readonly sites: SiteOwners;
  readonly losses: readonly AuxiliaryLoss[];
  readonly materialise: Materialisation | null;
  readonly notes: readonly string[];
}

interface Attached {
  readonly method: TrainingMethod;
  readonly attachment: Attachment;
}

export function attachMethods(target: AttachTarget, uses: readonly MethodUse[]): AttachedMethods {
  const attached = resolveMethods(uses).map(({ method, options }): Attached => ({ method, attachment: method.attach(target, options) }));
  const sites = ownSites(attached);
  const notes: string[] = [];
  if (!attached.some(({ attachment }) => attachment.trains.length + attachment.adds.length > 0)) {
    attached.push({ method: full, attachment: full.attach(target, resolveOptions(full.options, {}, full.id)) });
    if (uses.length > 0) notes.push('no method of the recipe trains anything by itself: full fine-tuning');
  }
  const own = baseBalancing(target, attached);
  if (own) notes.push(`the base's own balancing applies: load-balancing-loss, hf form, coefficient ${own.coefficient}`);
  return {
    trains: new Set(attached.flatMap(({ attachment }) => attachment.trains)),
    adds: attached.flatMap(({ attachment }) => attachment.adds),
    sites,
    losses: [...attached.flatMap(({ attachment }) => attachment.losses ?? []), ...(own ? [own] : [])],
    materialise: onlyMaterialisation(attached),
    notes,
  };
}

function resolveMethods(uses: readonly MethodUse[]): readonly { readonly method: TrainingMethod; readonly options: Readonly<Record<string, never>> }[] {
  const seen = new Set<string>();
  return uses.map(({ id, options }) => {
    if (seen.has(id)) throw new MixwrightError('BAD_RECIPE', `method "${id}" stands in the recipe twice`, { field: 'methods', hint: 'use it once' });
    seen.add(id);
    const method = findTrainingMethod(id);
    return { method, options: resolveOptions(method.options, options, id) as Readonly<Record<string, never>> };
  });
}

function ownSites(attached: readonly Attached[]): SiteOwners {
  const owners = new Map<string, string>();
  const claim = (site: string, method: TrainingMethod): void => {
    const owner = owners.get(site);
    if (owner) {
      throw new MixwrightError('BAD_RECIPE', `methods "${owner}" and "${method.id}" both change ${site}`, {
        field: 'methods',
        hint: 'leave one out, or narrow its targets',
      });
    }
    owners.set(site, method.id);
  };
  for (const { method, attachment } of attached) {
    for (const weight of attachment.linear?.keys() ?? []) claim(weight, method);
    for (const layer of attachment.ffn?.keys() ?? []) claim(`the feed-forward of layer ${layer}`, method);
  }
  return {
    linear: new Map(attached.flatMap(({ attachment }) => [...(attachment.linear ?? [])])),
    ffn: new Map(attached.flatMap(({ attachment }) => [...(attachment.ffn ?? [])])),
  };
}

function baseBalancing({ config }: AttachTarget, attached: readonly Attached[]): AuxiliaryLoss | null {
  const coefficient = config.routerAuxLossCoefficient;
  const hasRouters = config.ffn.some(({ kind }) => kind === 'moe');
  if (!coefficient || !hasRouters || attached.some(({ method }) => method.kind === 'balance')) return null;
  return { name: loadBalancingLoss.id, coefficient, build: transformersForm };
}

function onlyMaterialisation(attached: readonly Attached[]): Materialisation | null {
  const found = attached.filter(({ attachment }) => attachment.materialise);
  if (found.length > 1) {
    const refused = `methods ${found.map(({ method }) => `"${method.id}"`).join(' and ')} cannot be merged into one standard model together yet`;
    return { refused };
  }
  return found[0]?.attachment.materialise ?? null;
}
