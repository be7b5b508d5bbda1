"""One plain line per rule, in Japanese and in English, that a frightened family can read.

A line says what was understood and what follows for the conversation. It never promises anything, never says that
someone can have a treatment, and never calls a plan "approved".
"""

from __future__ import annotations

from .facts import Language

TEXTS: dict[str, tuple[str, str]] = {
    "track.overseas": (
        "海外での治療についてのご相談と受け取りました。海外での治療には、日本の公的医療保険や日本の法律による確認のしくみが、そのままは当てはまりません。",
        "We understood that the treatment would be abroad. Japan's public insurance and Japan's safety rules do not simply apply there.",
    ),
    "track.trial": (
        "治験や先進医療など、病院で行われる研究や制度についてのご相談と受け取りました。参加できるかどうかは、実施している病院の専門の医師が判断します。",
        "We understood that you ask about a clinical trial or advanced medical care. Specialists at the hospital that runs it decide who can take part.",
    ),
    "track.exosome": (
        "エクソソームや培養上清液についてのご相談と受け取りました。これらは細胞そのものではなく、公的医療保険の対象になっているものはありません。",
        "We understood that you ask about exosomes or culture supernatant. They are not cells, and public insurance covers none of them.",
    ),
    "track.offered": (
        "保険を使わない治療（自由診療など）として案内されているもの、と受け取りました。決める前に、一緒に確かめておきたいことがあります。",
        "We understood that this is offered outside public insurance. There are things worth checking together before you decide.",
    ),
    "track.product": (
        "国の承認を受け、公的医療保険の対象になっている製品についてのご相談と受け取りました。使えるかどうかは、専門の医師が一人ひとりについて判断します。",
        "We understood that you ask about an approved product that public insurance covers. Whether it can be used is for specialists to judge, person by person.",
    ),
    "track.product_awaiting": (
        "国の承認を受けた製品についてのご相談と受け取りました。公的医療保険の扱いは、ご相談の日の時点でまだ確かめられていないか、始まっていません。",
        "We understood that you ask about an approved product. On the day you wrote, its insurance coverage had not begun or could not be confirmed.",
    ),
    "track.kind_and_condition": (
        "ご病気と治療の種類から、公的医療保険のなかで専門の医師が判断する治療についてのご相談と受け取りました。",
        "From the illness and the kind of treatment, we understood that you ask about something specialists judge within public insurance.",
    ),
    "track.condition_and_insurance": (
        "ご病気と、承認や保険についてのお話から、公的な制度のなかの治療についてのご相談と受け取りました。",
        "From the illness and what you wrote about approval or insurance, we understood that you ask about a treatment inside the public system.",
    ),
    "track.approved_products": (
        "承認された製品を二つ以上お尋ねと受け取りました。どちらについても、専門の医師の判断が必要です。",
        "We understood that you ask about more than one approved product. Each of them needs the judgment of specialists.",
    ),
    "track.news": (
        "新しい治療のニュースや、そのしくみについてのお尋ねと受け取りました。",
        "We understood that you ask about a new treatment in the news, or how it works.",
    ),
    "track.outside_indication": (
        "お尋ねの治療は、書いていただいたご病気については、公的医療保険の対象として確かめられませんでした。",
        "For the illness you describe, we could not find that public insurance covers the treatment you ask about.",
    ),
    "track.self_pay_kind": (
        "お尋ねの種類の治療は、ふつう保険を使わずに行われています。内容や費用を一緒に確かめます。",
        "This kind of treatment is usually given outside public insurance. We will look at it and its cost together with you.",
    ),
    "track.self_pay_kinds": (
        "保険を使わない治療をいくつかお尋ねと受け取りました。一つずつ一緒に確かめます。",
        "We understood that you ask about several treatments outside public insurance. We will look at each with you.",
    ),
    "track.two_systems": (
        "保険のなかの治療と、保険を使わない治療の両方をお尋ねと受け取りました。相談員が読んで、順番に整理します。",
        "We understood that you ask about treatments both inside and outside public insurance. A counselor will read this and take them one by one.",
    ),
    "track.kind_alone": (
        "治療の種類はわかりましたが、ご病気や受ける場所がまだわかりません。相談員がお話をうかがいます。",
        "We see the kind of treatment, but not yet the illness or the place. A counselor will ask you about it.",
    ),
    "track.nothing_to_tell": (
        "どのような治療か、まだはっきりしていません。わからないままで大丈夫です。相談員が読んで、お話をうかがいます。",
        "It is not clear yet which treatment this is about. That is all right: a counselor will read it and ask you.",
    ),
    "judgment.specialist": (
        "この治療は、専門の医師のチームが診察や検査をしたうえで判断するものです。まずは、いまの主治医に相談するところから始まります。",
        "This is for a team of specialists to judge after examinations. The way there begins with the present doctor.",
    ),
    "judgment.gene_therapy": (
        "遺伝子治療は、どこで行われる場合も、専門の医師のチームによる判断が必要です。",
        "Gene therapy needs the judgment of a specialist team, whoever offers it.",
    ),
    "judgment.invasive": (
        "脳・心臓・目・脊髄のまわりへの手術や注射は、専門の医師のチームによる判断が必要です。",
        "Surgery on, or injection into, the brain, heart, eye or spinal canal needs the judgment of a specialist team.",
    ),
    "judgment.treating": (
        "ご本人の体のことをよく知る主治医の判断が必要です。よそで受ける治療についても、主治医に伝えておくことが大切です。",
        "This needs the judgment of a doctor who knows the patient. It matters that their own doctor knows about it too.",
    ),
    "judgment.general": (
        "特定の患者さんの治療を決めるお話ではなく、一般的なお尋ねと受け取りました。",
        "We understood this as a general question, not a decision about one patient's treatment.",
    ),
    "flag.crisis": (
        "とてもつらいお気持ちが書かれていました。相談員ができるだけ早く読みます。危険がせまっているときは、119番に電話してください。",
        "What you wrote sounds very painful. A counselor will read it as soon as possible. If there is immediate danger, please call 119.",
    ),
    "flag.adverse_event": (
        "治療のあとに体調の変化があったと書かれていました。急ぎの症状があるときは、返事を待たずに医療機関に連絡してください。",
        "You wrote that something went wrong after a treatment. If it is urgent, please contact a medical institution without waiting for us.",
    ),
    "flag.medication_stop": (
        "飲んでいる薬をやめるお話がありました。薬を急にやめると危険なことがあります。変える前に、処方した医師か薬剤師に必ず相談してください。",
        "You wrote about stopping a prescribed medicine. That can be dangerous: please talk to the doctor or pharmacist who gave it before changing anything.",
    ),
    "flag.deposit_pressure": (
        "支払いや契約を急がされているように読み取れました。その場で決める必要はありません。",
        "It reads as if you are being hurried to pay or to sign. You do not have to decide on the spot.",
    ),
    "flag.cure_claim": (
        "「必ず治る」「副作用はない」といった説明があったように読み取れました。どのような治療でも、そう言い切ることはできません。",
        "It reads as if a cure, or no side effects at all, was promised. No treatment can honestly promise that.",
    ),
    "flag.insured_claim_mismatch": (
        "公的医療保険が使えるというお話がありましたが、ご相談の日の時点では確かめられませんでした。支払う前に確かめることをお勧めします。",
        "Public insurance was said to cover this, but as of the day you wrote we could not confirm it. Please check before paying.",
    ),
    "flag.kind_confusion": (
        "別の種類の治療と取り違えているかもしれません。たとえば、iPS細胞の治療とエクソソームは別のものです。",
        "Two kinds of treatment may have been mixed up. For example, iPS cell treatment and exosomes are not the same.",
    ),
    "flag.no_physician": (
        "医師の診察や説明がないように読み取れました。誰が診て、何かあったときに誰が対応するのか、確かめておきたい点です。",
        "It reads as if no doctor examines or explains. Who examines, and who helps if something goes wrong, is worth asking.",
    ),
    "flag.plan_number_missing": (
        "細胞を使う治療には、再生医療等提供計画の番号があるはずです。まだ書かれていないので、提供元に尋ねてみてください。番号は、効果を示すものではありません。",
        "A treatment with cells should have the number of a provision plan. None is given yet: please ask the provider. A number does not show that it works.",
    ),
    "flag.plan_number_invalid": (
        "書いていただいた計画番号は、形か区分が治療の種類と合わないようです。書き写しの間違いかもしれませんので、提供元に確かめてください。",
        "The plan number given does not seem to fit its usual form or this kind of treatment. It may be a slip of the pen: please check with the provider.",
    ),
    "flag.overseas": (
        "海外での治療が含まれています。帰国したあとに誰が診るのかも、先に確かめておきたい点です。",
        "The treatment would be abroad. Who would look after the patient back home is worth settling first.",
    ),
    "flag.minor_patient": (
        "患者さんが18歳未満と受け取りました。小児の専門の医師への相談も含めてご案内します。",
        "We understood that the patient is under 18. We will keep doctors who specialise in children in mind.",
    ),
    "flag.already_treated": (
        "すでに治療を受けられたと受け取りました。受けた日や内容のわかる書類があれば、手元にご用意ください。",
        "We understood that the treatment has already been given. If you have papers on what was given and when, please keep them at hand.",
    ),
    "priority.decision_date": (
        "決める日が近いと受け取りました。早めにお返事できるようにします。",
        "We understood that a date is near, and will try to answer early.",
    ),
}


def text_of(rule: str, language: Language) -> str:
    """The line of a rule in one language. Raises KeyError for a rule that has none."""
    japanese, english = TEXTS[rule]
    return japanese if language == Language.JAPANESE else english
