"""How people tell what is urgent, or what presses them: each beside one that only looks so."""

from __future__ import annotations

import pytest

from intake.triage import Flag

from .tables import decided, ruled

pytestmark = pytest.mark.engine_free

TOLD = [
    (Flag.ADVERSE_EVENT, "They injected stem cells into my back in May. By June I needed a catheter."),
    (Flag.ADVERSE_EVENT, "幹細胞の点滴のあとから父は酸素が手放せなくなりました。"),
    (Flag.ADVERSE_EVENT, "先週の木曜に渋谷で幹細胞の点滴。その晩から高熱です。"),
    (Flag.MEDICATION_STOP, "アムシェプリの移植に備えてレボドパを自分で半分にしました。"),
    (
        Flag.MEDICATION_STOP,
        "Dad skips his evening Sinemet so that the cells have work to do. Stem cell drip in Kobe.",
    ),
    (Flag.CRISIS, "iPSの順番が来る前に、この体ごと消してしまいたいと夫が言います。"),
    (Flag.CRISIS, "エクソソームも効かないなら母の首に手をかけてしまいそうです。"),
    (Flag.CRISIS, "ALS. He says the children are better provided for without him. Stem cells?"),
    (Flag.CRISIS, "Some nights I stand at the platform edge. The exosome clinic said no."),
    (Flag.DEPOSIT_PRESSURE, "幹細胞クリニックで、判子を押すまで席を立たせてもらえませんでした。"),
    (Flag.DEPOSIT_PRESSURE, "The stem cell clinic wouldn't let us leave until we had signed."),
    (
        Flag.CURE_CLAIM,
        "院長いわく、幹細胞でみんな薬がいらなくなる、例外は見たことがないと。広島のクリニックです。",
    ),
    (
        Flag.CURE_CLAIM,
        "The clinic's doctor said: your dad will be walking by May, I'd put my licence on it. Stem cells.",
    ),
]

NOT_TOLD = [
    (Flag.ADVERSE_EVENT, "I need a catheter since my accident in May. Would stem cells help my back?"),
    (Flag.ADVERSE_EVENT, "父は酸素が手放せません。幹細胞の点滴を考えています。"),
    (Flag.ADVERSE_EVENT, "先週の木曜に渋谷で幹細胞の点滴の予約をしました。父は高熱が出やすいです。"),
    (
        Flag.ADVERSE_EVENT,
        "Mum is to have her fat cells put back on Tuesday. She sometimes does not know my name.",
    ),
    (Flag.MEDICATION_STOP, "アムシェプリの移植の前に、主治医と相談してレボドパを減らしました。"),
    (
        Flag.MEDICATION_STOP,
        "Dad never skips his evening Sinemet, whatever the stem cell clinic in Kobe says.",
    ),
    (
        Flag.MEDICATION_STOP,
        "大腸カメラの前に血液サラサラの薬を三日休みました。それとは別にPRPを考えています。",
    ),
    (Flag.MEDICATION_STOP, "My oncologist paused my chemo for a rash. Would an NK drip interfere?"),
    (Flag.MEDICATION_STOP, "Suppose a clinic told me to drop my warfarin for PRP, what ought I to answer?"),
    (Flag.MEDICATION_STOP, "もし医者から薬をやめろと言われたら、エクソソームは断るつもりです。"),
    (Flag.CRISIS, "父がもし「死にたい」と言うようになったらどうしようと心配です。iPSの順番は。"),
    (Flag.CRISIS, "断薬で耳鳴りがします。死にたいとかそういうのは全然ないです。エクソソームの前です。"),
    (Flag.CRISIS, "去年は消えたいと思っていたけれど、そういう気持ちはすっかりなくなりました。PRPの費用は？"),
    (Flag.CRISIS, "If the cells fail we will not be here at Christmas, we will be at my sister's."),
    (Flag.DEPOSIT_PRESSURE, "新宿のクリニックのNK細胞。途中でやめても違約金はないそうです。"),
    (Flag.DEPOSIT_PRESSURE, "妻とも相談のうえ判を押しました。千葉のクリニックの幹細胞、納得ずくです。"),
    (Flag.DEPOSIT_PRESSURE, "I offered to pay on the spot and the exosome clinic told me to sleep on it."),
    (Flag.CURE_CLAIM, "院長は、薬がいらなくなる人はほとんどいないと言いました。幹細胞、広島のクリニック。"),
    (Flag.INSURED_CLAIM_MISMATCH, "受付で保険証を出しましたが、エクソソームは全額自費ですと言われました。"),
    (Flag.INSURED_CLAIM_MISMATCH, "高額療養費は幹細胞の点滴には使えませんよ、とクリニックの事務長。"),
    (
        Flag.OVERSEAS,
        "We moved back from Bangkok. The university hospital here speaks of cord blood for our boy.",
    ),
    (Flag.ALREADY_TREATED, "PRPやってみたいけど、うーん。"),
    (Flag.ALREADY_TREATED, "父の上清は来週が初回で、再来週が二回目です。"),
    (Flag.ALREADY_TREATED, "We could be taking dad to Yokohama for stem cells from spring."),
    (Flag.MINOR_PATIENT, "NK細胞は6回コース。今年中に始めるよう新宿のクリニックから案内が来ました。"),
    (Flag.ALREADY_TREATED, "幹細胞で糖尿病が治ればと思います。もちろん今はインスリンを毎日打っています。"),
]


@pytest.mark.parametrize(("flag", "message"), TOLD)
def test_it_is_heard(flag, message):
    assert flag in decided(message=message, relationship="parent").flags


@pytest.mark.parametrize(("flag", "message"), NOT_TOLD)
def test_what_only_looks_so_raises_nothing(flag, message):
    assert flag not in ruled(message=message, relationship="parent").flags


def test_who_was_harmed_is_somebody_even_if_nobody_is_named():
    told = ruled(message="エクソソームの注射を打ってから顔がパンパンに腫れて目が開きません。")
    asked = ruled(message="エクソソームの注射とはどういうものですか。一般的な質問です。")

    assert told.physician_judgment == "treating_physician"
    assert asked.physician_judgment == "general_information"


class TestProposals:
    """What the codebook's ground can hardly be told without is looked for before a proposal stands."""

    def test_no_land_named_no_treatment_abroad(self):
        message = (
            "てんかんの薬を息子から少しずつ減らしています。臍帯血の幹細胞点滴の準備で、主治医には内緒です。"
        )
        assert Flag.OVERSEAS not in decided(message=message, relationship="child").flags

    def test_a_doctor_who_explained_was_there(self):
        message = "問診のあと、女医さんがエクソソームの量を決めてくれました。受付の人も親切でした。"
        assert Flag.NO_PHYSICIAN not in decided(message=message, relationship="self").flags
