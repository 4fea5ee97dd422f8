//! Encodings of DOS, which the standard for the web leaves out.

/// An encoding of one byte to a character, of which the lower half is ASCII.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OfDos {
    pub(super) name: &'static str,
    /// The characters of the upper half.
    upper: &'static str,
}

/// The code page of the first machines.
pub(super) static CP437: OfDos = OfDos {
    name: "cp437",
    upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
};

/// The code page of Western Europe.
pub(super) static CP850: OfDos = OfDos {
    name: "cp850",
    upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
};

impl OfDos {
    /// The one with this name, in lower case and without signs.
    pub(super) fn named(label: &str) -> Option<&'static OfDos> {
        match label {
            "cp437" | "ibm437" | "437" | "dos" => Some(&CP437),
            "cp850" | "ibm850" | "850" => Some(&CP850),
            _ => None,
        }
    }

    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        let upper: Vec<char> = self.upper.chars().collect();
        let characters = bytes.iter().map(|&byte| match byte {
            0..=0x7f => char::from(byte),
            _ => upper[usize::from(byte - 0x80)],
        });
        characters.collect()
    }

    /// The byte of a character.
    #[cfg(test)]
    pub(super) fn byte_of(&self, character: char) -> Option<u8> {
        let upper = self.upper.chars().zip(0x80..=0xff).find(|(known, _)| *known == character);
        u8::try_from(character).ok().filter(u8::is_ascii).or_else(|| upper.map(|(_, byte)| byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_of_half_the_bytes() {
        for table in [&CP437, &CP850] {
            assert_eq!(table.upper.chars().count(), 128, "{}", table.name);
        }
    }

    #[test]
    fn letters_are_those_of_the_code_page() {
        assert_eq!(
            CP437.decode(b"F\x84hre f\x81r Gr\x94\xe1e, caf\x82 \x9b"),
            "Fähre für Größe, café ¢"
        );
        assert_eq!(CP850.decode(b"S\xc6o \xb5"), "São Á");
    }
}
