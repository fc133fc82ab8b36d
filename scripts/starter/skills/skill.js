// @ts-check
/** What a skill of the starter's little world is: things to ask about, ways to say it, and the form the sample teaches. */

/**
 * One thing a skill can be asked about.
 * @typedef {object} Item
 * @property {string} group items of one group are held out together, as one answers another
 * @property {string} input what the user names; decides whether a row is held out
 * @property {Readonly<Record<string, string>>} slots what the templates' {names} stand for
 */

/**
 * Templates hold {slot} names. The base learns `statements`, `asks` and `replies` and `answers`; only the sample dataset uses `form`.
 * @typedef {object} Skill
 * @property {string} task its name in the sample dataset
 * @property {number} weight its share of the corpus, in proportion: sorting takes more practice than a table of facts
 * @property {readonly Item[]} items every item, in a fixed order
 * @property {readonly string[]} statements plain sentences of the base's reading
 * @property {readonly string[]} asks ways a user asks
 * @property {readonly string[]} replies plain answers in the base's dialogues
 * @property {readonly string[]} answers the bare answer, set into any frame
 * @property {string} form the answer form of the sample dataset, which the base never sees
 */

/**
 * @param {string} template
 * @param {Item} item
 */
export function fill(template, item) {
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = item.slots[name];
    if (value === undefined) throw new Error(`template "${template}": item "${item.input}" has no slot ${name}`);
    return value;
  });
}
