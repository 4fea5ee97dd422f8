//! The texts of the stories: the canonical one in full, the copies as differences from it.

use serde::{Serialize, Serializer};

use super::page::Block;

/// Approximate bytes of texts in one block, before compression. Opening a story unpacks one block.
const BLOCK_BYTES: usize = 1 << 19;

/// Where to read the articles of a story again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPlaces {
    /// The place of the story in the report.
    pub(in crate::report) story: usize,
    /// The place of the canonical article among the copies.
    pub canonical: usize,
    /// The places of its articles, in the order of the table of members.
    pub copies: Vec<CopyPlace>,
}

/// Where to read an article again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyPlace {
    /// The file, as the run named it.
    pub file: String,
    /// Byte offset of its record in the (decompressed) file.
    pub offset: u64,
    /// Its id, if it is only in the index.
    pub in_index: Option<Box<str>>,
}

/// The available texts of a story.
#[derive(Clone, Debug, Serialize)]
pub struct StoryText {
    /// The words of the canonical article, each after its separator: a line break at the start of a
    /// paragraph, a space, or U+001F for nothing. If its text is not available, the words of the
    /// first article whose text is.
    pub words: String,
    /// The place of that article.
    pub base: usize,
    /// The edits from these words to each article of the story; `None` if its text is not
    /// available.
    pub copies: Vec<Option<Vec<Edit>>>,
}

impl StoryText {
    /// Whether the text of any article is available.
    pub(super) fn is_at_hand(&self) -> bool {
        self.copies.iter().any(Option::is_some)
    }
}

/// A step from one text to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Keep this many words.
    Same(u32),
    /// The same words stay, but are written otherwise here: each with the character that stands before it, as in
    /// [`StoryText::words`].
    Respelled(String),
    /// So many words go.
    Removed(u32),
    /// Insert this text, which starts with a line break at the start of a paragraph.
    Added(String),
}

impl Serialize for Edit {
    /// As the page holds it: a number of words that stay, a list with those that stay but are written otherwise, a negative
    /// number of words that go, or a text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Edit::Same(words) => serializer.serialize_i64(i64::from(*words)),
            Edit::Respelled(words) => [words].serialize(serializer),
            Edit::Removed(words) => serializer.serialize_i64(-i64::from(*words)),
            Edit::Added(text) => serializer.serialize_str(text),
        }
    }
}

/// A block of texts.
#[derive(Debug, Default, Serialize)]
struct Texts<'a> {
    stories: Vec<usize>,
    texts: Vec<&'a StoryText>,
}

/// Encodes texts into blocks up to `room` bytes. Returns the blocks, and the stories in each.
pub(super) fn pack(
    places: &[StoryPlaces],
    texts: &[StoryText],
    room: usize,
) -> Vec<(Block, Vec<usize>)> {
    let mut packed = Vec::new();
    let mut left = room;
    let mut open = Texts::default();
    let mut open_bytes = 0;
    let at_hand: Vec<_> = places.iter().zip(texts).filter(|(_, text)| text.is_at_hand()).collect();
    for (place, (places, text)) in at_hand.iter().enumerate() {
        open.stories.push(places.story);
        open.texts.push(text);
        open_bytes += text.bytes();
        if open_bytes < BLOCK_BYTES && place + 1 < at_hand.len() {
            continue;
        }
        let block = Block::new(format!("texts-{}", packed.len()), &open);
        match left.checked_sub(block.bytes()) {
            Some(rest) => left = rest,
            None => break,
        }
        packed.push((block, std::mem::take(&mut open).stories));
        open_bytes = 0;
    }
    packed
}

impl StoryText {
    /// Approximate bytes before compression.
    fn bytes(&self) -> usize {
        let edits = self.copies.iter().flatten().flatten().map(|edit| match edit {
            Edit::Same(_) | Edit::Removed(_) => 4,
            Edit::Added(text) | Edit::Respelled(text) => text.len() + 3,
        });
        self.words.len() + edits.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(story: usize, words: &str) -> (StoryPlaces, StoryText) {
        let copies = vec![Some(vec![Edit::Same(1)])];
        let text = StoryText { words: words.to_owned(), base: 0, copies };
        (StoryPlaces { story, canonical: 0, copies: vec![] }, text)
    }

    #[test]
    fn step_is_a_number_a_text_or_a_list_of_one() {
        let respelled = Edit::Respelled(" Ferry".to_owned());
        let edits = [Edit::Same(12), Edit::Removed(3), respelled, Edit::Added("-3".to_owned())];
        assert_eq!(serde_json::to_string(&edits).unwrap(), r#"[12,-3,[" Ferry"],"-3"]"#);
    }

    #[test]
    fn story_without_an_available_text_is_in_no_block() {
        let (places, mut texts): (Vec<_>, Vec<_>) =
            [story(1, "a"), story(2, "b")].into_iter().unzip();
        texts[1].copies = vec![None];
        let packed = pack(&places, &texts, 1 << 20);
        assert_eq!(
            packed.iter().map(|(_, stories)| stories.clone()).collect::<Vec<_>>(),
            [vec![1]]
        );
    }

    #[test]
    fn texts_that_do_not_fit_are_left_out() {
        let (places, texts): (Vec<_>, Vec<_>) =
            [story(4, &"a".repeat(BLOCK_BYTES)), story(2, "b"), story(7, "c")].into_iter().unzip();
        let stories = |room| -> Vec<Vec<usize>> {
            pack(&places, &texts, room).into_iter().map(|(_, stories)| stories).collect()
        };
        assert_eq!(stories(1 << 20), [vec![4], vec![2, 7]]);
        let first = pack(&places, &texts, 1 << 20)[0].0.bytes();
        assert_eq!(stories(first), [vec![4]]);
        assert!(stories(first - 1).is_empty());
    }
}
