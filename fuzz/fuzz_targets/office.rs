//! Documents of Word and Excel.
//!
//! The first byte says of which; the rest is the part with the text, or a whole document.

#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use wirecopy::corpus::Options;
use wirecopy_fuzz::read;

fuzz_target!(|bytes: &[u8]| {
    let Some((&how, part)) = bytes.split_first() else { return };
    match how % 4 {
        0 => read("a.docx", &zip(&[("word/document.xml", part)]), &Options::default()),
        1 => {
            let parts: [(&str, &[u8]); 3] = [
                (
                    "xl/workbook.xml",
                    b"<workbook><sheets><sheet name=\"a\" r:id=\"r\"/></sheets></workbook>",
                ),
                (
                    "xl/_rels/workbook.xml.rels",
                    b"<Relationships><Relationship Id=\"r\" Target=\"s.xml\"/></Relationships>",
                ),
                ("xl/s.xml", part),
            ];
            read("a.xlsx", &zip(&parts), &Options::default());
        }
        2 => read("a.docx", part, &Options::default()),
        _ => read("a.xlsx", part, &Options::default()),
    }
});

/// A zip archive of these files, as they are.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in files {
        let (mut entry, config) = archive.new_file(*name).start().expect("memory can be written");
        let mut writer = config.wrap(&mut entry);
        writer.write_all(bytes).expect("memory can be written");
        let (_, descriptor) = writer.finish().expect("memory can be written");
        entry.finish(descriptor).expect("memory can be written");
    }
    archive.finish().expect("memory can be written")
}
