//! Copies in many scripts, and in corpora from which words were taken out.

use crate::articles::{FERRY, LIBRARY, article, lines};
use crate::program::Desk;

/// Two stories of one topic in one script, paragraph by paragraph, and a lede that an outlet put before the first.
struct Texts {
    script: &'static str,
    story: [&'static str; 3],
    lede: &'static str,
    other: [&'static str; 3],
}

const TEXTS: &[Texts] = &[
    Texts {
        script: "Chinese",
        story: [
            "台风周二夜间在岛屿南端登陆后迅速减弱，气象部门称没有人员伤亡。港口管理局关闭了三座码头，两百名旅客在学校礼堂过夜。",
            "渡轮公司表示，周四上午恢复通航之前，工程师将检查所有船只的舵机。去年冬天，同一航线曾因浓雾停航四天。",
            "市长感谢渔民连夜把最后一批乘客接回岸上，并承诺修复被海浪冲毁的防波堤，工程预计需要六个月。",
        ],
        lede: "我市多名居民周二被困海岛，目前全部平安返回家中，家属在车站迎接他们归来。",
        other: [
            "另一场台风上月在北部海岸造成停电，农民正在统计果园的损失。电力公司派出十五支队伍，预计周末前恢复供电。",
            "保险公司收到近千份索赔申请，多数来自苹果种植户。省政府将召开会议讨论补贴办法，专家建议改种抗风品种。",
            "铁路部门说，一段路基被雨水冲走，货运列车需要绕行，冬季煤炭运输可能推迟两个星期左右。",
        ],
    },
    Texts {
        script: "Japanese",
        story: [
            "火曜日の夜に台風が島の南に上陸し、急速に弱まったが、けが人はいなかったと気象台が伝えた。港は三つの桟橋を閉じ、二百人の旅客が学校で夜を過ごした。",
            "渡し船の会社は、木曜日の朝に運航を再開する前に、すべての船のかじを調べると述べた。去年の冬には濃い霧のため四日間止まった。",
            "市長は最後の乗客を岸へ運んだ漁師たちに感謝し、波に壊された堤防を半年かけて直すと約束した。",
        ],
        lede: "わが町の住民も島に取り残されたが、全員が無事に帰宅し、家族が駅で出迎えた。",
        other: [
            "先月の別の台風で北の海岸の村々が停電し、農家は果樹園の被害を数えている。電力会社は十五の班を送り、週末までの復旧を見込む。",
            "保険会社にはりんご農家から千件近い請求が届いた。県は会議を開いて補助の方法を話し合い、専門家は風に強い品種を勧めている。",
            "鉄道では雨で線路の土台が流され、貨物列車が遠回りをするため、石炭の輸送が二週間ほど遅れる見通しだ。",
        ],
    },
    Texts {
        script: "Thai",
        story: [
            "พายุขึ้นฝั่งทางใต้ของเกาะเมื่อคืนวันอังคารและอ่อนกำลังลงอย่างรวดเร็วโดยไม่มีผู้ได้รับบาดเจ็บ ท่าเรือปิดสะพานสามแห่งและผู้โดยสารสองร้อยคนต้องค้างคืนในโรงเรียน",
            "บริษัทเรือข้ามฟากกล่าวว่าวิศวกรจะตรวจหางเสือของเรือทุกลำก่อนเปิดเดินเรืออีกครั้งในเช้าวันพฤหัสบดี ฤดูหนาวที่แล้วเส้นทางนี้หยุดสี่วันเพราะหมอกหนา",
            "นายกเทศมนตรีขอบคุณชาวประมงที่พาผู้โดยสารกลุ่มสุดท้ายกลับเข้าฝั่งและสัญญาว่าจะซ่อมเขื่อนที่ถูกคลื่นทำลายภายในหกเดือน",
        ],
        lede: "ชาวเมืองของเราหลายคนติดอยู่บนเกาะแต่ทุกคนกลับถึงบ้านโดยปลอดภัยและครอบครัวมารอรับที่สถานี",
        other: [
            "พายุอีกลูกเมื่อเดือนก่อนทำให้หมู่บ้านชายฝั่งทางเหนือไฟดับและเกษตรกรกำลังนับความเสียหายของสวนผลไม้ การไฟฟ้าส่งคนงานสิบห้าชุดออกไปซ่อมสาย",
            "บริษัทประกันได้รับคำร้องเกือบหนึ่งพันฉบับจากผู้ปลูกแอปเปิล จังหวัดจะประชุมเรื่องเงินช่วยเหลือและผู้เชี่ยวชาญแนะนำพันธุ์ที่ทนลม",
            "การรถไฟแจ้งว่าดินใต้รางถูกน้ำพัดหายไปและขบวนสินค้าต้องอ้อมทำให้การส่งถ่านหินช้าลงราวสองสัปดาห์",
        ],
    },
    Texts {
        script: "Urdu",
        story: [
            "منگل کی رات طوفان جزیرے کے جنوبی ساحل سے ٹکرایا اور تیزی سے کمزور پڑ گیا، محکمہ موسمیات کے مطابق کوئی زخمی نہیں ہوا۔ بندرگاہ کے تین گھاٹ بند رہے اور ۲۰۰ مسافروں نے اسکول میں رات گزاری۔",
            "فیری کمپنی نے کہا کہ جمعرات کی صبح سروس بحال ہونے سے پہلے انجینئر تمام جہازوں کے پتوار دیکھیں گے۔ پچھلی سردیوں میں یہی راستہ دھند کے باعث چار دن بند رہا تھا۔",
            "میئر نے آخری مسافروں کو کنارے تک لانے والے ماہی گیروں کا شکریہ ادا کیا اور ٹوٹے ہوئے پشتے کی مرمت چھ ماہ میں مکمل کرنے کا وعدہ کیا۔",
        ],
        lede: "شہر کے کئی باشندے جزیرے پر پھنس گئے تھے مگر سب خیریت سے گھر پہنچ گئے اور اہل خانہ نے اسٹیشن پر استقبال کیا۔",
        other: [
            "پچھلے مہینے کے ایک اور طوفان سے شمالی ساحل کے دیہات میں بجلی بند ہوئی اور کسان باغوں کے نقصان کا حساب لگا رہے ہیں۔ بجلی کمپنی نے پندرہ ٹیمیں روانہ کیں۔",
            "بیمہ کمپنیوں کو سیب کے کاشتکاروں سے تقریباً ہزار درخواستیں ملیں۔ صوبائی حکومت امداد کے طریقے پر اجلاس بلائے گی اور ماہرین نئی اقسام لگانے کا مشورہ دیتے ہیں۔",
            "ریلوے کے مطابق بارش سے پٹری کے نیچے کی مٹی بہہ گئی اور مال گاڑیاں لمبے راستے سے جائیں گی جس سے کوئلے کی ترسیل دو ہفتے تاخیر کا شکار ہو گی۔",
        ],
    },
    Texts {
        script: "Arabic",
        story: [
            "ضربت العاصفة جنوب الجزيرة مساء الثلاثاء ثم ضعفت بسرعة دون وقوع إصابات بحسب دائرة الأرصاد. وأغلقت إدارة الميناء ثلاثة أرصفة وأمضى مئتا مسافر ليلتهم في مدرسة قريبة.",
            "وقالت شركة العبارات إن المهندسين سيفحصون دفة كل سفينة قبل استئناف الرحلات صباح الخميس. وكان الخط نفسه قد توقف أربعة أيام في الشتاء الماضي بسبب الضباب.",
            "وشكر رئيس البلدية الصيادين الذين نقلوا آخر الركاب إلى الشاطئ ووعد بإصلاح الحاجز الذي هدمته الأمواج خلال ستة أشهر.",
        ],
        lede: "علق عدد من سكان مدينتنا على الجزيرة لكن الجميع عادوا إلى بيوتهم سالمين واستقبلتهم عائلاتهم في المحطة.",
        other: [
            "قطعت عاصفة أخرى الشهر الماضي الكهرباء عن قرى الساحل الشمالي ويحصي المزارعون خسائر البساتين. وأرسلت شركة الكهرباء خمس عشرة فرقة لإصلاح الخطوط.",
            "وتلقت شركات التأمين نحو ألف طلب من مزارعي التفاح. وتعقد حكومة المقاطعة اجتماعا لبحث الدعم وينصح الخبراء بزراعة أصناف تقاوم الرياح.",
            "وقالت السكك الحديدية إن الأمطار جرفت التربة تحت القضبان وإن قطارات البضائع ستسلك طريقا أطول فيتأخر نقل الفحم أسبوعين.",
        ],
    },
    Texts {
        script: "Russian",
        story: [
            "Шторм обрушился на юг острова во вторник вечером и быстро ослабел, пострадавших нет, сообщила метеослужба. Порт закрыл три причала, двести пассажиров провели ночь в школе.",
            "Паромная компания заявила, что до возобновления рейсов в четверг утром инженеры проверят рули всех судов. Прошлой зимой эта линия четыре дня стояла из-за тумана.",
            "Мэр поблагодарил рыбаков, доставивших на берег последних пассажиров, и обещал за полгода восстановить разрушенный волнами волнорез.",
        ],
        lede: "Несколько жителей города застряли на острове, но все благополучно вернулись домой, родные встретили их на вокзале.",
        other: [
            "Другой шторм в прошлом месяце оставил без света деревни северного побережья, крестьяне подсчитывают потери садов. Энергетики направили туда пятнадцать бригад.",
            "Страховщики получили около тысячи заявлений от садоводов. Правительство области обсудит размер помощи, а учёные советуют сажать сорта, стойкие к ветру.",
            "На железной дороге дожди размыли насыпь, грузовые поезда пойдут в обход, и подвоз угля задержится примерно на две недели.",
        ],
    },
];

fn groups(desk: &Desk, words: &str) -> Vec<String> {
    desk.run(words).done();
    let mut ids: Vec<String> = desk
        .rows("out/members.jsonl")
        .iter()
        .map(|row| {
            format!("{} {}", row["cluster_id"].as_str().unwrap(), row["id"].as_str().unwrap())
        })
        .collect();
    ids.sort();
    let clusters: std::collections::BTreeSet<&str> =
        ids.iter().filter_map(|row| row.split(' ').next()).collect();
    clusters
        .iter()
        .map(|cluster| {
            let members = ids.iter().filter_map(|row| row.strip_prefix(cluster));
            members.map(str::trim).collect::<Vec<_>>().join(" ")
        })
        .collect()
}

#[test]
fn cut_copy_under_another_lede_is_found_in_every_script_and_another_story_is_not() {
    for Texts { script, story, lede, other } in TEXTS {
        let desk = Desk::new();
        let copy = format!("{lede}\n{}\n{}", story[0], story[1]);
        desk.put(
            "news.jsonl",
            lines(&[
                article("copy", "gazette.example", &copy),
                article("other", "herald.example", &other.join("\n")),
                article("story", "tribune.example", &story.join("\n")),
            ]),
        );
        assert_eq!(groups(&desk, "cluster news.jsonl -o out"), ["copy story"], "{script}");
    }
}

/// The text with three words of every fifteen taken out, from `first` on.
fn masked(text: &str, first: usize) -> String {
    let mut words = 0;
    let mask = |word| {
        words += 1;
        if (words + 15 - first) % 15 < 3 { "@" } else { word }
    };
    let mut mask = mask;
    text.lines()
        .map(|line| line.split(' ').map(&mut mask).collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn masked_story_is_a_copy_of_the_whole_one_and_of_one_masked_elsewhere() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            article("a", "gazette.example", FERRY),
            article("b", "herald.example", &masked(FERRY, 4)),
            article("c", "tribune.example", &masked(FERRY, 11)),
            article("d", "echo.example", &masked(LIBRARY, 4)),
        ]),
    );
    assert_eq!(groups(&desk, "cluster news.jsonl -o out --mask-token @"), ["a b c"]);
}

#[test]
fn mask_of_a_run_is_used_again_to_explain_it() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            article("a", "gazette.example", FERRY),
            article("b", "herald.example", &masked(FERRY, 4)),
        ]),
    );
    desk.run("cluster news.jsonl -o out --pairs --mask-token @").done();
    assert_eq!(desk.json("out/run.json")["config"]["cleaning"]["mask_token"], "@");
    let said = desk.run("explain out a b --json").done();
    let told: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let jaccard = told["numbers"]["jaccard"].as_f64().unwrap();
    let row = desk.rows("out/pairs.jsonl")[0]["jaccard"].as_f64().unwrap();
    assert!((jaccard - row).abs() < 1e-4, "{jaccard} {row}");
}

#[test]
fn mask_of_no_characters_is_refused() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&[article("a", "gazette.example", FERRY)]));
    let mut command = desk.command("cluster news.jsonl --mask-token");
    assert_eq!(command.arg("").output().unwrap().status.code(), Some(2));
}
