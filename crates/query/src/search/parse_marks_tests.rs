//! Distances behind phrases, and exclamation marks.

use super::tests::{check, parse};
use crate::search::PartKind;

#[test]
fn words_of_phrases_may_have_a_distance() {
    for [open, close] in [["\"", "\""], ["«", "»"], ["„", "“"], ["“", "”"], ["”", "”"]] {
        check(&format!("{open}курс доллара{close}~3 евро"), "\"курс доллара\"~3 евро");
    }
    check("-«курс доллара»~3, евро", "-\"курс доллара\"~3 евро");
    check("заголовок:«курс доллара»~2|евро", "(title:\"курс доллара\"~2 | евро)");
    check("(«курс доллара»~20)", "\"курс доллара\"~20");
    check("!«курс доллара»~2", "\"курс доллара\"~2");
    check("«курс доллара»~0 евро", "\"курс доллара\" евро");
    check("«курс доллара»~21", "\"курс доллара\"~20 ! DistanceCut { kept: 20 }");
    check("«курс доллара»~99999999999", "\"курс доллара\"~20 ! DistanceCut { kept: 20 }");
    check("«курс доллара»~", "\"курс доллара\" ! no distance ~");
    check("«курс доллара»~ 3", "\"курс доллара\" 3 ! no distance ~");
    check("«курс доллара»~abc евро", "\"курс доллара\" евро ! no distance ~abc");
    check("«курс доллара»~-3", "\"курс доллара\" ! no distance ~-3");
    check("рубрика:«В мире»~3", "Rubric=В мире ! no distance ~3");
    check("курс~3", "курс~3");
    check("курс ~ доллара ~~", "курс доллара");
    check("~", "! nothing ~");
    let part = parse("евро «курс доллара»~3 нефть").parts.remove(1);
    assert_eq!((part.text.as_str(), part.kind), ("«курс доллара»~3", PartKind::Phrase));
}

#[test]
fn exclamation_marks_reach_into_brackets() {
    check("!(мост река)", "(!мост !река)");
    check("!(мост | река*) лес", "(!мост | река*) лес");
    check("!(мост (река | лес)) (поле)", "(!мост (!река | !лес)) поле");
    check("-!(мост | река)", "-(!мост | !река)");
    check("заголовок:!(мост река)", "(title:!мост title:!река)");
    check("!заголовок:(мост река) лес", "(title:!мост title:!река) лес");
    check("!(рубрика:Спорт «мост через») лес", "(Rubric=Спорт \"мост через\") лес");
    check("!!мост !!!(река)", "!мост !река");
    check("!!«мост» !мост*", "\"мост\" мост*");
    check("!", "! nothing !");
    check("мост ! река !!! лес!", "мост река лес!");
    check("!(мост", "!мост ! UnbalancedBracket");
    check("!)(мост", "мост ! UnbalancedBracket");
    check("!()", "! nothing ()");
}
