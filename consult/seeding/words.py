"""What the demo's counselors write."""

NOTES = {
    "ja": [
        "電話で話した。主治医の次の診察は来月。それまでに聞くことを一緒に書き出した。",
        "見積書とパンフレットの写しをお願いした。届いたら五つの視点で確認する。",
        "本人の希望と家族の心配が違う様子。急がずに、次回は本人とも話したい。",
        "留守番電話。夕方にもう一度かける。",
    ],
    "en": [
        "Spoke on the phone. The next appointment with the treating doctor is next month; wrote a list of questions together.",  # noqa: E501
        "Asked for a copy of the quote and the leaflet. Will go through the five points when they arrive.",
        "The patient and the family want different things. No hurry; next time with the patient.",
        "Voicemail. Will call again in the late afternoon.",
    ],
}
OVERRIDE_REASONS = {
    "ja": "電話で確かめたところ、相談の内容がはっきりした。",
    "en": "It became clear on the telephone what this is about.",
}

# What a family adds later, on its page.
MESSAGES = {
    "ja": "あとから思い出しました。薬の名前は、お薬手帳を見ればわかります。電話でお伝えしてもよいですか。",
    "en": "The names of the present medicines are in a booklet at home. May I tell you by telephone?",
}
