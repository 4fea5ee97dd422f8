//! Made-up news in five languages, so that a kernel that is only fast on ASCII is noticed.

use wirecopy::article::Article;

/// English, French, Russian, Urdu and Chinese, each with words and sentences of made-up news.
const LANGUAGES: [(&str, &[&str]); 5] = [
    (
        "english",
        &[
            "The harbour of Lorcliffe was closed on Tuesday after a freighter lost its anchor in the storm.",
            "Nobody was hurt, the coast guard said, but two ferries had to turn back to Aldholt.",
            "The owner of the ship, a company from Morham, promised to pay for the damage to the pier.",
            "Engineers expect that the crane will be standing again within three weeks.",
            "“We were lucky that it happened at night,” said the harbour master, who has worked there for 22 years.",
            "Fishermen complained that they had not been warned in time.",
            "The ministry of transport opened an inquiry and asked for the records of the pilots.",
            "Prices for fresh fish rose by a fifth at the market in the morning.",
        ],
    ),
    (
        "french",
        &[
            "Le port de Lorcliffe a été fermé mardi après qu'un cargo a perdu son ancre pendant la tempête.",
            "Personne n'a été blessé, ont précisé les garde-côtes, mais deux ferrys ont dû rebrousser chemin.",
            "L'armateur, une société établie à Morham, s'est engagé à réparer les dégâts causés à la jetée.",
            "Les ingénieurs espèrent que la grue sera redressée d'ici à trois semaines.",
            "« Nous avons eu de la chance que cela arrive la nuit », a déclaré le maître du port, en poste depuis 22 ans.",
            "Des pêcheurs se sont plaints de ne pas avoir été prévenus à temps.",
            "Le ministère des Transports a ouvert une enquête et réclamé les relevés des pilotes.",
            "Le prix du poisson frais a grimpé d'un cinquième au marché dès le matin.",
        ],
    ),
    (
        "russian",
        &[
            "Порт Лорклифф был закрыт во вторник после того, как грузовое судно потеряло якорь во время шторма.",
            "По словам береговой охраны, никто не пострадал, но двум паромам пришлось вернуться обратно.",
            "Владелец судна, компания из Морхэма, обещал возместить ущерб, нанесённый причалу.",
            "Инженеры рассчитывают, что кран снова будет работать через три недели.",
            "«Нам повезло, что это случилось ночью», — сказал начальник порта, который работает там 22 года.",
            "Рыбаки пожаловались, что их не предупредили вовремя.",
            "Министерство транспорта начало расследование и запросило записи лоцманов.",
            "Цены на свежую рыбу утром выросли на рынке на одну пятую.",
        ],
    ),
    (
        "urdu",
        &[
            "طوفان کے دوران ایک مال بردار جہاز کا لنگر ٹوٹنے کے بعد منگل کو لورکلف کی بندرگاہ بند کر دی گئی۔",
            "ساحلی محافظوں نے بتایا کہ کوئی زخمی نہیں ہوا، لیکن دو کشتیوں کو واپس جانا پڑا۔",
            "جہاز کے مالک ادارے نے گھاٹ کو پہنچنے والے نقصان کی تلافی کا وعدہ کیا ہے۔",
            "انجینئروں کو امید ہے کہ کرین تین ہفتوں میں دوبارہ کام کرنے لگے گی۔",
            "بندرگاہ کے سربراہ نے کہا کہ ہم خوش قسمت تھے کہ یہ واقعہ رات کو پیش آیا۔",
            "ماہی گیروں نے شکایت کی کہ انھیں بروقت خبردار نہیں کیا گیا۔",
            "وزارتِ نقل و حمل نے تحقیقات شروع کر دی ہیں اور ریکارڈ طلب کر لیا ہے۔",
            "صبح بازار میں تازہ مچھلی کی قیمت میں پانچویں حصے کا اضافہ ہوا۔",
        ],
    ),
    (
        "chinese",
        &[
            "一艘货轮在暴风雨中丢失船锚之后，洛克利夫港于星期二关闭。",
            "海岸警卫队表示，没有人受伤，但有两艘渡轮被迫返航。",
            "这艘船的所有者是莫勒姆的一家公司，该公司承诺赔偿码头的损失。",
            "工程师预计，起重机将在三个星期之内重新投入使用。",
            "在港口工作了22年的港务长说：“幸好事情发生在夜里。”",
            "渔民们抱怨说，他们没有及时得到警告。",
            "交通部已经展开调查，并要求调取引航员的记录。",
            "早晨，市场上的鲜鱼价格上涨了五分之一。",
        ],
    ),
];

/// Paragraphs per article, and sentences per paragraph.
const PARAGRAPHS: usize = 9;
const SENTENCES: usize = 3;

/// For each language, its name and `articles` bodies of about 400 words, with the sentences in
/// varying order.
pub(crate) fn bodies(each: usize) -> Vec<(&'static str, Vec<String>)> {
    let of_language = |&(name, sentences): &(&'static str, &[&str])| {
        let bodies = (0..each).map(|body| {
            let paragraph = |paragraph: usize| {
                let first = body + paragraph * (1 + body % 5);
                let sentence =
                    |at: usize| sentences[(first + at * (1 + paragraph % 3)) % sentences.len()];
                (0..SENTENCES).map(sentence).collect::<Vec<_>>().join(" ")
            };
            (0..PARAGRAPHS).map(paragraph).collect::<Vec<_>>().join("\n\n")
        });
        (name, bodies.collect())
    };
    LANGUAGES.iter().map(of_language).collect()
}

/// An article with this body.
pub(crate) fn article(body: &str) -> Article<'_> {
    Article { body: body.into(), ..Article::default() }
}
