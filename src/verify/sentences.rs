//! The sentences of an article's prose.

use std::ops::Range;

use super::profile::to_u32;
use super::speech::{Speech, quoted_words};
use crate::article::Article;
use crate::clean::{Block, CleanText, Span};

/// Words that a block is worth from which it is prose: shorter ones are headings, captions and by-lines.
const MIN_PROSE_BLOCK: usize = 12;

/// What of a word inside quote marks is not counted as narration.
const QUOTED: f64 = 0.5;

/// Marks that end a sentence whatever follows, in scripts without capitals: Han and Kana, Urdu and Arabic, Devanagari
/// and its relatives, Myanmar, Khmer, Ethiopic.
const STOPS: &[char] = &['。', '｡', '！', '？', '．', '۔', '؟', '।', '॥', '။', '។', '៕', '።', '፧'];

/// Characters in a run of Thai or Lao from which a space ends it: those scripts have no full stop.
const MIN_THAI_RUN: usize = 24;

/// A sentence in the prose of an article.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    /// The numbers of its words; in scripts without spaces, of its characters.
    pub(super) words: Range<usize>,
    /// How many of them are masks.
    pub(super) masks: usize,
    /// How many words it is worth, masks not counted.
    pub(super) prose: f64,
    /// Words of prose in front of its middle.
    pub(super) position: f64,
    /// Words of it that are nobody's speech; a word inside quote marks counts half.
    pub(super) narration: f64,
    /// Its words that are numbers.
    pub(super) numbers: Box<[u32]>,
    /// Its words that begin with a capital, but for the first: mostly names.
    pub(super) names: Box<[u32]>,
}

/// Cuts the prose of an article into sentences.
pub(super) fn of(article: &Article<'_>, text: &CleanText) -> Vec<Sentence> {
    let body = &*article.body;
    let quoted = quoted_words(body, text);
    let mut sentences = Vec::new();
    let mut prose = 0.0;
    for block in text.blocks().filter(|block| block.words() >= MIN_PROSE_BLOCK) {
        for words in cut(body, text.spans(), &block) {
            let sentence = sentence(body, text, &quoted, &block, words, prose);
            prose += sentence.prose;
            sentences.push(sentence);
        }
    }
    sentences
}

/// The words of each sentence of a block.
fn cut(body: &str, spans: &[Span], block: &Block) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = block.tokens.start;
    for next in block.tokens.start + 1..=block.tokens.end {
        if next == block.tokens.end
            || ends_between(body, spans[next - 1], spans[next])
            || (next - start >= MIN_THAI_RUN && parts_thai(body, spans[next - 1], spans[next]))
        {
            sentences.push(start..next);
            start = next;
        }
    }
    sentences
}

fn sentence(
    body: &str,
    text: &CleanText,
    quoted: &[bool],
    block: &Block,
    words: Range<usize>,
    prose_before: f64,
) -> Sentence {
    let spans = text.spans();
    let worth = if block.spaceless { 0.5 } else { 1.0 };
    let masks = words.clone().filter(|&word| text.is_mask(word)).count();
    let prose = worth * f64::from(to_u32(words.len() - masks));
    let narration = if Speech::built_in().addresses(body, spans, quoted, words.clone()) {
        0.0
    } else {
        let quoted = words.clone().filter(|&word| quoted[word] && !text.is_mask(word)).count();
        prose - QUOTED * worth * f64::from(to_u32(quoted))
    };
    Sentence {
        masks,
        prose,
        position: prose_before + prose / 2.0,
        narration,
        numbers: words_that(words.clone(), |word| begins_with(body, spans[word], is_digit)),
        names: words_that(words.start + 1..words.end, |word| {
            begins_with(body, spans[word], char::is_uppercase)
        }),
        words,
    }
}

fn words_that(words: Range<usize>, is_one: impl Fn(usize) -> bool) -> Box<[u32]> {
    words.filter(|&word| is_one(word)).map(to_u32).collect()
}

fn begins_with(body: &str, word: Span, is_one: impl Fn(char) -> bool) -> bool {
    body[word.range()].starts_with(is_one)
}

/// Whether the character is a digit of the scripts in which news is written.
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

/// Whether a sentence ends between two words: a full stop, question or exclamation mark, perhaps closing quotes, then
/// space, then anything but a small letter; or a mark of a script that needs none of that.
fn ends_between(body: &str, word: Span, next: Span) -> bool {
    let Some(between) = body.get(word.end as usize..next.start as usize) else { return false };
    if between.contains(STOPS) {
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

/// Whether the text begins with a letter of a script without capitals: Arabic, Hebrew, Devanagari and others.
fn begins_caseless(text: &str) -> bool {
    text.starts_with(|c: char| c >= '\u{590}' && c.is_alphabetic() && !c.is_lowercase())
}

/// Whether there is a space between two characters of Thai or Lao.
fn parts_thai(body: &str, one: Span, next: Span) -> bool {
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

    fn sentences(body: &str) -> Vec<Sentence> {
        let article = Article { body: body.into(), ..Article::default() };
        of(&article, &Cleaner::new().clean(&article))
    }

    #[test]
    fn sentences_end_with_the_marks_of_their_script() {
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
            assert_eq!(sentences(body).len(), 2, "{script}");
        }
    }

    #[test]
    fn characters_of_a_script_without_spaces_count_half_a_word() {
        assert!(sentences("港口关闭到周四上午为止").is_empty());
        let prose = &sentences("港口因台风将关闭到周四上午为止，渡轮公司说旅客可以退票。")[0];
        assert!((prose.prose - 13.0).abs() < 1e-9, "{prose:?}");
    }

    #[test]
    fn digits_of_any_script_are_numbers() {
        for body in [
            "وصل ٤٢ صيادا إلى الميناء مساء الثلاثاء بعد يومين من البحث في الضباب",
            "मंगलवार की रात तूफान के बाद ४२ मछुआरे सुरक्षित बंदरगाह पर लौट आए थे",
            "The ferry company counted ４２ passengers on the pier when the fog came in.",
        ] {
            assert_eq!(sentences(body)[0].numbers.len(), 1, "{body}");
        }
    }
}
