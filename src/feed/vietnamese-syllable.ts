/** The grammar of the Vietnamese syllable: which spellings there can be. */

const ONSETS = "ngh ng nh gh gi kh ph qu th tr ch b c d đ g h k l m n p r s t v x".split(" ");

/** Rhymes without tone. A stop at the end (c, ch, p, t) takes an acute or a dot only. */
const RHYMES = new Set(
  `a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch
  êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao
  oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn
  ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt
  uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y ych ynh yêm yên yêng yêt yêu yt`.split(
    /\s+/,
  ),
);

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu;
const STOP = /(?:c|ch|p|t)$/;
const STOP_TONES = ["\u0301", "\u0323"];

/** Small letters, a capital first, or capitals: marks may be small among them, as careless capitals are. */
const CASE = /^(?:\p{Lu}?[^\p{Lu}]*|[^a-z]*)$/u;

/** Whether `word` is spelled as a Vietnamese syllable may be, tone mark on whichever vowel. */
export function isVietnameseSyllable(word: string): boolean {
  if (!CASE.test(word.normalize("NFC"))) return false;
  const letters = word.toLowerCase().normalize("NFD");
  const tones = letters.match(TONES) ?? [];
  if (tones.length > 1) return false;
  const plain = letters.replace(TONES, "").normalize("NFC");
  return rhymesOf(plain).some(
    (rhyme) => RHYMES.has(rhyme) && (!STOP.test(rhyme) || STOP_TONES.includes(tones[0] ?? "")),
  );
}

/** What may be the rhyme: with every onset that fits, for gi and qu also share their vowel (gì, giếng, quý). */
function rhymesOf(plain: string): readonly string[] {
  return ["", ...ONSETS].filter((onset) => plain.startsWith(onset)).map((onset) => plain.slice(onset.length));
}
