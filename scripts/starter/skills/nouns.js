// @ts-check
/** Nouns of the little world by kind. A noun's plural follows the spelling rules unless it stands after a slash. */

const kinds = {
  animal: `dog cat horse cow pig sheep/sheep goat wolf/wolves fox bear lion tiger mouse/mice rat rabbit deer/deer camel monkey donkey zebra
    elephant giraffe`,
  bird: `crow eagle owl duck goose/geese swan robin sparrow parrot pigeon dove hawk hen gull stork raven finch turkey ostrich penguin peacock
    thrush`,
  fruit: `apple pear plum peach cherry grape lemon lime orange banana mango/mangoes melon fig date kiwi apricot strawberry raspberry blueberry
    olive papaya coconut`,
  vegetable: `carrot potato/potatoes onion leek radish turnip bean pea cabbage lettuce cucumber pumpkin pepper beet artichoke parsnip squash
    sprout yam shallot marrow lentil`,
  tool: `hammer saw drill axe knife/knives wrench chisel shovel spade rake ladder brush nail screw bolt clamp hoe mallet needle scraper torch
    pickaxe`,
  vehicle: `car bus truck train tram bike ship boat canoe ferry lorry taxi van plane jet rocket sled wagon tractor scooter tank yacht`,
  garment: `shirt coat hat sock shoe glove scarf/scarves dress skirt jacket sweater boot cap belt tie vest blouse cloak robe apron sandal
    slipper`,
  instrument: `piano violin guitar flute drum harp trumpet cello horn banjo organ lute trombone tuba clarinet fiddle accordion oboe bugle
    cymbal viola whistle`,
  building: `house church school barn castle tower hut cottage palace temple factory library hotel shop museum theatre cabin prison hospital
    bakery mill chapel`,
  worker: `baker farmer doctor nurse lawyer tailor singer painter pilot sailor soldier judge butcher barber carpenter plumber waiter dentist
    fisherman/fishermen policeman/policemen postman/postmen writer`,
  flower: `rose tulip lily daisy violet orchid poppy daffodil crocus iris jasmine lotus marigold pansy peony primrose snowdrop sunflower
    bluebell buttercup carnation thistle`,
  insect: `ant bee wasp fly moth beetle butterfly cricket grasshopper ladybird mosquito/mosquitoes flea louse/lice hornet dragonfly termite
    gnat locust cockroach aphid cicada midge`,
  container: `box bag basket bottle bucket jar jug mug cup bowl barrel crate sack pot tin flask chest purse wallet vase tub pouch`,
};

/**
 * @typedef {object} Noun
 * @property {string} word
 * @property {string} plural
 * @property {string} kind
 */

/** @type {readonly Noun[]} */
export const nouns = Object.entries(kinds).flatMap(([kind, list]) =>
  list.split(/\s+/).map((entry) => {
    const [word = '', plural = regularPlural(word)] = entry.split('/');
    return { word, plural, kind };
  }),
);

/** @param {string} word */
export function withArticle(word) {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
}

/** @param {string} word */
function regularPlural(word) {
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}
