//! The sentences of an article's prose.

use std::ops::Range;

use super::bits::{Bits, Ranked};
use super::number::to_u32;
use super::speech::{Quotes, Speech};
use crate::article::{Article, BodyIs};
use crate::clean::{Block, CleanText, MASK, Span};
use crate::hash;

/// Words from which a block of a story is prose. Shorter blocks are headings, captions and bylines.
const MIN_PROSE_BLOCK: usize = 12;

/// Marks that always end a sentence, in scripts without capitals: Han and Kana, Urdu and Arabic,
/// Devanagari and related scripts, Myanmar, Khmer, Ethiopic.
const STOPS: &[char] = &['。', '｡', '！', '？', '．', '۔', '؟', '।', '॥', '။', '។', '៕', '።', '፧'];

/// Characters of Thai or Lao from which a space ends a sentence: these scripts have no full stop.
const MIN_THAI_RUN: usize = 24;

/// Share of the words that are numbers from which a text is a table, such as one of prices.
const MIN_TABLE: f64 = 0.15;

/// A sentence in the prose of an article, in 16 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    start: u32,
    end: u32,
    /// Its length in half words, without masks.
    pub(super) halves: u32,
    /// Half words of narration.
    pub(super) narration: u32,
}

/// A word that is a number or a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// The number of the word in the text.
    pub(super) word: u32,
    /// Equal for equal numbers or names.
    pub(super) hash: u32,
}

impl Sentence {
    /// A sentence of these words. `halves` is its length in half words, of which `narration` are
    /// narration.
    pub(super) fn new(words: Range<u32>, halves: u32, narration: u32) -> Sentence {
        Sentence { start: words.start, end: words.end, halves, narration }
    }

    /// The numbers of its words; in scripts without spaces, of its characters.
    pub(super) fn words(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Its length in words, without masks.
    pub(super) fn prose(&self) -> f64 {
        f64::from(self.halves) / 2.0
    }

    /// Its words of narration.
    pub(super) fn narration(&self) -> f64 {
        f64::from(self.narration) / 2.0
    }
}

/// The prose of an article.
#[derive(Clone, Debug, Default)]
pub(super) struct Prose {
    pub(super) sentences: Box<[Sentence]>,
    /// Words in sentences that are numbers, in order.
    pub(super) numbers: Box<[Value]>,
    /// Words in sentences that start with a capital, in order: mostly names. The first word of a
    /// sentence only counts in headlines.
    pub(super) names: Box<[Value]>,
    /// The words that are numbers or names.
    values: Bits,
    /// The words that are numbers, and those that are names, so that those of a range are found
    /// without a search.
    places: [Ranked; 2],
    /// The words of narration.
    pub(super) narration: Bits,
    /// Number of words, without masks.
    words: f64,
}

impl Prose {
    /// Cuts the prose of an article into sentences.
    pub(super) fn of(article: &Article<'_>, text: &CleanText) -> Prose {
        let (least, first_name) = match article.body_is {
            BodyIs::Story => (MIN_PROSE_BLOCK, 1),
            BodyIs::Headline => (0, 0),
        };
        let mut reader = Reader::new(&article.body, text, first_name);
        for block in text.blocks().filter(|block| block.words() >= least) {
            reader.read(&block);
        }
        let Reader { sentences, numbers, names, narration, .. } = reader;
        Prose::new(sentences, numbers, names, narration)
    }

    /// Prose of these sentences, with its numbers, names and words of narration.
    pub(super) fn new(
        sentences: Vec<Sentence>,
        numbers: Vec<Value>,
        names: Vec<Value>,
        narration: Bits,
    ) -> Prose {
        let words = sentences.iter().map(Sentence::prose).sum();
        let mut values = Bits::default();
        let places = [&numbers, &names].map(|kind: &Vec<Value>| {
            let Some(last) = kind.last() else { return Ranked::default() };
            let mut bits = Bits::for_bits(last.word as usize + 1);
            for value in kind {
                bits.mark(value.word as usize);
            }
            values.include(&bits);
            Ranked::of(&bits)
        });
        let (sentences, numbers, names) = (sentences.into(), numbers.into(), names.into());
        Prose { sentences, numbers, names, values, places, narration, words }
    }

    /// Number of words, without masks.
    pub(super) fn words(&self) -> f64 {
        self.words
    }

    /// Whether so many of its words are numbers that it is a table.
    pub(super) fn is_table(&self) -> bool {
        as_f64(self.numbers.len()) >= MIN_TABLE * self.words
    }

    /// Whether a range of 1 to 64 words has a number or a name.
    #[inline]
    pub(super) fn has_value_in(&self, words: &Range<u32>) -> bool {
        self.values.has_any(words.start as usize..words.end as usize)
    }

    /// The numbers and the names in a range of words.
    #[inline]
    pub(super) fn values_in(&self, words: &Range<u32>) -> [&[Value]; 2] {
        let kinds = [&self.numbers, &self.names];
        [0, 1].map(|kind| {
            let (values, places) = (kinds[kind], &self.places[kind]);
            let before = |word: u32| {
                let before = places.set_before_if_inside(word as usize);
                before.map_or(values.len(), |before| before as usize)
            };
            &values[before(words.start)..before(words.end)]
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "an article has fewer than 2^32 words")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

/// Half words of a token: one if tokens are characters of a script without spaces.
pub(super) fn halves(is_spaceless: bool) -> u32 {
    if is_spaceless { 1 } else { 2 }
}

/// Reads the prose of a text word by word, each with the characters before it.
struct Reader<'a> {
    body: &'a str,
    text: &'a CleanText,
    speech: &'static Speech,
    quotes: Quotes,
    /// Number of words in a sentence after which a capital makes a name.
    first_name: usize,
    has_masks: bool,
    sentences: Vec<Sentence>,
    numbers: Vec<Value>,
    names: Vec<Value>,
    narration: Bits,
    /// The words of the sentence that are quoted or masked.
    not_told: Vec<usize>,
    /// The digits of the last number, which a group of thousands may continue.
    digits: String,
}

/// The current sentence.
#[derive(Default)]
struct Draft {
    start: usize,
    /// Words, and quoted words, without masks.
    words: u32,
    quoted: u32,
    /// Whether someone is addressed outside quotes.
    addresses: bool,
}

impl<'a> Reader<'a> {
    fn new(body: &'a str, text: &'a CleanText, first_name: usize) -> Reader<'a> {
        let words = text.hashes().len();
        Reader {
            body,
            text,
            speech: Speech::built_in(),
            quotes: Quotes::default(),
            first_name,
            has_masks: text.hashes().contains(&MASK),
            // Enough for most texts.
            sentences: Vec::with_capacity(words / 12),
            numbers: Vec::with_capacity(words / 32),
            names: Vec::with_capacity(words / 8),
            narration: Bits::for_bits(words),
            not_told: Vec::with_capacity(words / 16),
            digits: String::new(),
        }
    }

    /// Reads a block of prose with at least one word.
    fn read(&mut self, block: &Block) {
        let Reader { body, text, speech, .. } = *self;
        let Range { start, end } = block.tokens;
        let (spans, hashes) = (&text.spans()[..end], &text.hashes()[..end]);
        let halves = halves(block.spaceless);
        let mut sentence = Draft { start, ..Draft::default() };
        let mut quotes = std::mem::take(&mut self.quotes);
        quotes.begin(body, spans[start], spans[end - 1]);
        for word in start..end {
            let span = spans[word];
            let goes_on = word > start && has_plain_gap(body, spans[word - 1], span);
            if word > start && parts(body, spans, sentence.start, word, goes_on) {
                self.end(&sentence, word, halves);
                sentence = Draft { start: word, ..Draft::default() };
            }
            let is_quoted = if goes_on { quotes.pass(span) } else { quotes.read_to(body, span) };
            let is_mask = self.has_masks && text.is_mask(word);
            sentence.words += u32::from(!is_mask);
            sentence.quoted += u32::from(!is_mask && is_quoted);
            if is_quoted || is_mask {
                self.not_told.push(word);
            }
            if !is_quoted && speech.may_address(hashes[word]) {
                sentence.addresses |= speech.addresses(body, span);
            }
            // Most words start with a lower-case ASCII letter, and are neither numbers nor names.
            if !body.as_bytes()[span.start as usize].is_ascii_lowercase() && !is_mask {
                self.read_first_letter(word, word >= sentence.start + self.first_name);
            }
        }
        self.end(&sentence, end, halves);
        self.quotes = quotes;
    }

    /// Ends a sentence at the word `end`, with this many half words per token.
    fn end(&mut self, sentence: &Draft, end: usize, halves: u32) {
        let &Draft { start, words, quoted, addresses } = sentence;
        let narration = if addresses { 0 } else { halves * (words - quoted) };
        if narration > 0 {
            self.narration.add(start..end);
            self.not_told.iter().for_each(|&word| self.narration.unmark(word));
        }
        self.not_told.clear();
        let words = Sentence::new(to_u32(start)..to_u32(end), halves * words, narration);
        self.sentences.push(words);
    }

    /// Reads a word as a number or name if its first letter suggests it. A mask may be anything.
    fn read_first_letter(&mut self, word: usize, may_be_name: bool) {
        let first = self.body[self.text.spans()[word].start as usize..].chars().next();
        let first = first.unwrap_or_default();
        if is_digit(first) {
            self.read_number(word);
        } else if may_be_name && first.is_uppercase() {
            let hash = known_as(self.text.hashes()[word]);
            self.names.push(Value { word: to_u32(word), hash });
        }
    }

    /// Reads a word as a number, or as the next three digits of the previous one: `1.200` is
    /// `1200`.
    fn read_number(&mut self, word: usize) {
        let mut digits = String::new();
        self.text.letters(self.body, word, |digit| digits.push(digit));
        // Groups of three digits; the first may be shorter.
        let groups = self.digits.len().div_ceil(3);
        if is_thousands(&self.digits, &digits)
            && self.is_joined(word)
            && let Some(last) = self.numbers.last_mut()
            && last.word as usize + groups == word
        {
            self.digits.push_str(&digits);
            last.hash = known_as(hash::word(self.digits.as_bytes()));
            return;
        }
        self.numbers
            .push(Value { word: to_u32(word), hash: known_as(hash::word(digits.as_bytes())) });
        self.digits = digits;
    }

    /// Whether exactly one character separates a word from the previous one, as between groups of
    /// thousands.
    fn is_joined(&self, word: usize) -> bool {
        let spans = self.text.spans();
        let Some(before) = word.checked_sub(1) else { return false };
        let between = self.body.get(spans[before].end as usize..spans[word].start as usize);
        matches!(between, Some("." | "," | "'" | "’" | "\u{a0}" | "\u{202f}"))
    }
}

/// Whether the sentence that started with the word `start` ends before the word `next`.
/// `goes_on` tells whether a [plain gap](has_plain_gap) precedes `next`.
#[inline]
fn parts(body: &str, spans: &[Span], start: usize, next: usize, goes_on: bool) -> bool {
    let (word, next_word) = (spans[next - 1], spans[next]);
    (!goes_on && has_stop(body, word, next_word))
        || (next - start >= MIN_THAI_RUN && parts_thai(body, word, next_word))
}

/// Whether digits may be a group of thousands after others.
fn is_thousands(before: &str, digits: &str) -> bool {
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits.len() == 3 && all_digits(digits) && (1..=9).contains(&before.len()) && all_digits(before)
}

/// Identifies a number or name: the low bits of its hash.
#[expect(clippy::cast_possible_truncation, reason = "the last bits are what is wanted")]
fn known_as(hash: u64) -> u32 {
    hash as u32
}

/// Whether a character is a digit in a script used for news.
fn is_digit(character: char) -> bool {
    matches!(
        character,
        '0'..='9'
        // Arabic-Indic and its Persian and Urdu forms.
        | '٠'..='٩' | '۰'..='۹'
        // Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada, Malayalam.
        | '०'..='९' | '০'..='৯' | '੦'..='੯' | '૦'..='૯' | '୦'..='୯' | '௦'..='௯' | '౦'..='౯' | '೦'..='೯' | '൦'..='൯'
        // Thai, Lao, Myanmar, Khmer; full width.
        | '๐'..='๙' | '໐'..='໙' | '၀'..='၉' | '០'..='៩' | '０'..='９'
    )
}

/// Whether two words are separated by one space, maybe after a comma, semicolon or colon. So are nearly all words within a
/// sentence, and the gap has neither a stop nor a quote mark.
#[inline]
fn has_plain_gap(body: &str, word: Span, next: Span) -> bool {
    let gap = body.as_bytes().get(word.end as usize..next.start as usize);
    matches!(gap, Some([b' '] | [b',' | b';' | b':', b' ']))
}

/// Whether a sentence ends between two words: after a full stop, question or exclamation mark,
/// maybe closing quotes, and a space, unless a lower-case letter follows; or after a mark of a
/// script without capitals.
fn has_stop(body: &str, word: Span, next: Span) -> bool {
    let Some(between) = body.get(word.end as usize..next.start as usize) else { return false };
    if !between.is_ascii() && between.contains(STOPS) {
        return true;
    }
    let Some(mark) = between.find(['.', '!', '?']) else { return false };
    let behind =
        between[mark..].trim_start_matches(['.', '!', '?', '"', '\'', '”', '’', ')', ']', '»']);
    let opening = behind.trim_start();
    let next = &body[next.start as usize..];
    behind.len() > opening.len()
        && (!opening.is_empty() || next.starts_with(char::is_uppercase) || begins_caseless(next))
}

/// Whether the text starts with a letter of a script without capitals: Arabic, Hebrew, Devanagari
/// and others.
fn begins_caseless(text: &str) -> bool {
    text.starts_with(|c: char| c >= '\u{590}' && c.is_alphabetic() && !c.is_lowercase())
}

/// Whether there is a space between two characters of Thai or Lao.
fn parts_thai(body: &str, one: Span, next: Span) -> bool {
    // The first of three bytes, which rules out most other scripts.
    if body.as_bytes()[next.start as usize] != 0xe0 {
        return false;
    }
    let is_thai = |text: &str| text.starts_with(|c| matches!(c, '\u{e00}'..='\u{eff}'));
    body.get(one.end as usize..next.start as usize)
        .is_some_and(|between| between.contains(char::is_whitespace))
        && is_thai(&body[one.range()])
        && is_thai(&body[next.range()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::Cleaner;

    fn prose(body: &str) -> Prose {
        let article = Article { body: body.into(), ..Article::default() };
        Prose::of(&article, &Cleaner::new().clean(&article))
    }

    #[test]
    fn sentences_end_at_the_marks_of_their_script() {
        for (script, body) in [
            (
                "Chinese",
                "台风周二夜间在岛屿南端登陆后迅速减弱，没有人员伤亡。港口将于周四上午重新开放，渡轮公司表示将加开航班！",
            ),
            (
                "Japanese",
                "火曜日の夜に台風が島の南に上陸したが、けが人はいなかった。港は木曜日の朝に再び開かれる予定だ。",
            ),
            (
                "Urdu",
                "منگل کی رات طوفان جزیرے کے جنوبی ساحل سے ٹکرایا اور کوئی زخمی نہیں ہوا۔ بندرگاہ جمعرات کی صبح دوبارہ کھول دی جائے گی۔",
            ),
            (
                "Arabic",
                "ضربت العاصفة جنوب الجزيرة مساء الثلاثاء دون وقوع إصابات بين السكان. ويعاد فتح الميناء صباح الخميس أمام السفن.",
            ),
            (
                "Hindi",
                "मंगलवार की रात तूफान द्वीप के दक्षिण तट से टकराया और कोई घायल नहीं हुआ। बंदरगाह गुरुवार की सुबह फिर खुलेगा।",
            ),
            (
                "Russian",
                "Шторм обрушился на юг острова во вторник вечером, никто не пострадал. Порт откроется снова в четверг утром.",
            ),
            (
                "Thai",
                "พายุขึ้นฝั่งทางใต้ของเกาะเมื่อคืนวันอังคารและไม่มีผู้ได้รับบาดเจ็บ ท่าเรือจะเปิดอีกครั้งในเช้าวันพฤหัสบดีตามกำหนดการใหม่",
            ),
        ] {
            assert_eq!(prose(body).sentences.len(), 2, "{script}");
        }
    }

    #[test]
    fn characters_of_a_script_without_spaces_count_half_a_word() {
        assert!(prose("港口关闭到周四上午为止").sentences.is_empty());
        let prose = prose("港口因台风将关闭到周四上午为止，渡轮公司说旅客可以退票。");
        assert!((prose.words() - 13.0).abs() < 1e-9, "{prose:?}");
    }

    #[test]
    fn digits_of_any_script_are_numbers() {
        for body in [
            "وصل ٤٢ صيادا إلى الميناء مساء الثلاثاء بعد يومين من البحث في الضباب",
            "मंगलवार की रात तूफान के बाद ४२ मछुआरे सुरक्षित बंदरगाह पर लौट आए थे",
            "The ferry company counted ４２ passengers on the pier when the fog came in.",
        ] {
            assert_eq!(prose(body).numbers.len(), 1, "{body}");
        }
    }

    #[test]
    fn masks_are_neither_words_nor_names() {
        let body = "The ferry XX left the XX harbour of Tarn with XX XX passengers on board.";
        let article = Article { body: body.into(), ..Article::default() };
        let prose = Prose::of(&article, &Cleaner::new().with_mask("XX").clean(&article));
        assert_eq!((prose.words(), prose.names.len()), (11.0, 1), "{prose:?}");
    }
}
