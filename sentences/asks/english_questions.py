"""English questions that ask for a fact without its name: "Who am I speaking with?", "Where should we ship it?"."""

from sentences.asks.grammar import compiled

WE = r"(?:we|i|our\s\w+|the\s\w+|my\s\w+|they)"
SHOULD = r"(?:should|shall|can|could|may|do|must|would|will|might|are|were|is|did)"
US_SEND = r"(?:ship|send|deliver|mail|post|dispatch|delivered|sent|shipped|go|forward|drop|bring|collect|pick)"

# Each stands at the head of its question, or behind "tell me", "let me know", "could I ask" (english.py looks).
WH = compiled(
    {
        "name": rf"""who's\s(?:this\b(?!\sfor)|calling|speaking|writing|on\sthe\s(?:line|phone)|the\saccount\sholder)
            |(?:^|\band\s)you\sare(?=[\s.]*\?)|who\s(?:i|we)\shave\sthe\spleasure|who\sis\s(?:the|this
            |your)\s(?:booking|order|reservation|ticket
            |account|policy|contract)\s(?:for|under|in)\b|whom\s(?:am|do)\s(?:i|we)|who\sshould\si\ssay
            |who\sshould\s(?:i
            |we)\s(?:put|book|make)\b|who\s(?:might\s(?:this
            |i)\b|am\s(?:i|we)|do\s(?:i|we)\shave
            |is\sthis\b(?!\sfor)
            |are\syou\b|is\s(?:calling
            |speaking|writing)|may\si\ssay|should\s(?:(?:i|we)\s(?:ask\sfor|address|make)|(?:the|it
            |this)\s(?:\w+\s)?be\s(?:addressed|made)\b)|(?:i'm|i\sam|we're)\s(?:speaking
            |talking|chatting|dealing)|(?:do|should)\s(?:i|we)\s(?:address|make\sit\sout))
            |how\s(?:{SHOULD}\s{WE}|would\syou\slike\s(?:me|us)\sto|(?:do|would)\syou\slike\sto\sbe
            |do\syou\swant\sto\sbe
            |are\syou)\s(?:\w+\s)?(?:address(?:ed)?|call(?:ed)?|spell(?:ed)?)\s?(?:you\b(?!\s(?:back|on|at))
            |your\sname|\W*$)|what\s{SHOULD}\s{WE}\scall\syou|how\s(?:do\syou|is\syour\s(?:\w+\s)?name)\s(?:spell
            |pronounce)
            |(?:what|which|whose)\sname\b|(?:under|in)\swhose\b|whose\s(?:account|order|name)
            |what\sare\syou\scalled|what(?:'s|\sis)\sthe\s(?:patient|passenger|guest|child|recipient|customer
            |member)\scalled
            |who\s(?:will\sbe|is|are)\s(?:travel?ling|flying|checking\sin|attending)|who\sis\sthe\s\w+\saddressed\sto
            |who(?:'s|\sis)\sthe\s(?:\w+\s)?(?:passenger|patient|guest|travell?er|tenant|policy\s?holder|recipient
            |cardholder|registered\s\w+|main\scontact|named\sdriver)

            |who\s(?:placed|made|ordered|is\sthe\s(?:account|order))""",
        "phone": rf"""(?:what|which)(?:'s|\sis)?\s(?:the\s|a\s|your\s)?(?:best\s|right\s|good\s|easiest\s|quickest\s
            |correct\s|current\s)?(?:(?:phone|mobile
            |telephone|contact|callback|cell|call-back)\s)?number\b(?!\s(?:is\s)?(?:of|on\s(?:the|your)\s(?:order
            |box)|did\syou\sget))|how\s{SHOULD}\s{WE}\s(?:\w+\s)?(?:reach|contact|call|phone|ring
            |get\s(?:a\s)?hold\sof|get\sin\stouch\swith)\s(?:you|him|her|them)?
            |(?:what|which)(?:'s|\sis)\sthe\s(?:best|easiest)\sway\sto\s(?:reach|contact|call|get\sin\stouch)
            |where\s{SHOULD}\s{WE}\s(?:call|ring|phone|reach)|best\sway\sto\s(?:reach|contact|call)\syou
            |on\s(?:what|which)\s(?:phone\s)?(?:number|line)|how\sto\sreach\syou|how\s(?:we|i)\s(?:can|could|should
            |may)\s(?:best\s)?(?:reach|contact|call)\syou""",
        "email": rf"""(?:do\syou\shave|is\sthere|have\syou\sgot)\san\se-?mail\b(?=\s(?:we|i|that)\b|\W*$)|
            (?:what|which)(?:'s|\sis|\swas)?\s(?:the\s|your\s|a\s)?(?:best\s|good\s)?(?:e-?mail|mail\saddress|inbox)\b
            |where\s{SHOULD}\s{WE}\s(?:e-?mail|send\s(?:the|your|a|an)\s(?:confirmation|e-?mail|receipt|invoice|pdf
            |quote|link))|what\saddress\s(?:did|do)\syou\s(?:use|register|sign|log)""",
        "address": rf"""where(?:abouts)?\s(?:exactly\s)?(?:is|'s|are)\s(?:the|your|it|this)\s?(?:property|house|home
            |flat|apartment|building|site
            |(?:\w+\s){{0,2}}(?:installed|located|set\sup|kept|based))\b|whereabouts\b|where\s(?:are|did)\syou\smov
            |where\s(?:should|shall|does|will|do|must)\s(?:the|our|a)\s(?:technician|engineer|driver|courier|fitter
            |plumber)\s\w+
            |(?:which|what)\s(?:city|town|street|area|state|prefecture|country|region|district)\b
            |where\s(?:exactly\s)?(?:{SHOULD}\s(?:{WE}|you|it|this|that)\s?(?:\w+\s){{0,4}}?{US_SEND}
            |{SHOULD}\s(?:{WE}|it|you|this)\s(?:be\s)?(?:\w+\s){{0,4}}?(?:{US_SEND}|like|want|live|located|based)
            |to\s{US_SEND}|you(?:'d|\swould|\swant|\slike)|do\syou\s(?:live|want|need)|are\syou\s(?:located|based
            |living)|is\sit\s(?:going|being))
            |(?:what|which)(?:'s|\sis)?\s(?:the\s|your\s)?(?:\w+\s)?(?:address|postcode|postal\scode
            |zip)\b(?!\s(?:did|do)\syou\s(?:use|register|sign|log))|to\s(?:which|what)\saddress
            |where\s(?:will|should|is|are)\s(?:the|your|this)\s(?:\w+\s){{1,3}}(?:to\s)?be\s(?:installed
            |set\sup|{US_SEND})
            |where\s(?:the|your|this)\s(?:\w+\s){{1,2}}(?:should|needs\sto|is\sto|will)\sbe\s{US_SEND}""",
        "date": r"""when's\s(?:your|the)\s(?:appointment|booking|reservation|flight|visit|trip|move)
            |when\s(?:exactly\s|roughly\s|approximately\s|about\s|abouts\s)?(?:did\s(?:you|it|the|this|your
            |that)|was\s(?:it|the|your|this)|were\syou|would\s(?:you|be|it|suit)|should\s(?:we|i|it|the)
            |could\s(?:you|we)|do\syou\s(?:leave|arrive|travel|fly|depart|return|move|check)|(?:is|are)\s(?:your
            |the)\s(?:appointment|booking|reservation|flight|visit|trip|move)(?!\s\w+ing\b)
            |does\s(?:your|the)\s(?:trip|tour|flight|contract|lease|warranty|stay|holiday|booking
            |plan|subscription|policy)|can\s(?:the|our)\s\w+\s(?:come|visit|call|deliver)|are\syou\s(?:planning
            |hoping|looking|thinking|expecting|arriving|leaving
            |travel?ling|flying|checking|due|able|free|home|available|in\b|at\shome|moving|around)|is\s(?:a|the|it
            |good|best
            |convenient|your)|do\syou\s(?:want|need|prefer|plan|expect|move)|will\syou\s(?:be|move)|have\syou|suits
            |works|can\s(?:we|you\s(?:be|receive|accept)))
            |(?:what|which)\s(?:\w+\s)?(?:days?|dates?|time\sslot|slot|times?(?![^?]*\b(?:call|ring|phone)\b)
            |month|year|morning|week)\b(?!\szone
            |\sdoes\b|\sis\sit|\sdo\s(?:they|we|the)\b)
            |(?:on|by|around)\s(?:what|which)\s(?:day|date)|how\s(?:long\sago|old\sis(?!\s(?:the\s(?:patient
            |child|baby|guest)|your\s(?:child|son|daughter|dog|cat)))|recently)
            |how\slong\shave\syou\s(?:had|owned|been\susing)|since\swhen|how\slong\shas\s(?:it|this)""",
        "product": r"""which\s(?:\w+\s){1,2}(?:arrived|came|was|is|were|are)\s(?:\w+\s)?(?:broken|damaged
            |faulty|defective|missing)
            |what(?:'s|\sis|\swas)\sthe\s(?:name\sof\sthe\s)?(?:product|item|model|device)\s(?:that\s)?you
            |(?:which|what)\s(?!days?\b|dates?|months?|year|times?\b|sizes?|colou?rs?|e-?mail|names?\b
            |numbers?|address|shop|store|branch|payment|order)\w+
            \sdid\syou\s(?:buy|order|purchase)\b|what(?:\'s|\sis)\sthe\s(?:product|item|model|device|machine)\scalled
            |(?:which|what)\s(?:exact\s
            |specific\s|type\sof\s|kind\sof\s|particular\s|sort\sof\s
            |brand\sof\s|exactly\s|\w+\s)?(?:product|model|item|device|appliance|unit|machine|version|gadget
            |article|plan|subscription|membership|package|tariff|handset|laptop|printer|browser)s?\b(?!\sdo\s(?:we
            |they)\b|\s(?:number|name
            |code|no))
            |what\s(?:exactly\s)?(?:did|have)\syou\s(?:order|buy|purchase|bought|ordered|purchased)
            |what\sare\syou\s(?:using|trying\sto\s(?:use|return|order|buy)|returning|looking\sto\s(?:return|exchange
            |buy|order))
            |is\sit\s(?:the|an?)\s[a-z]{1,4}-?\d+\S*\sor
            |is\s(?:it|this|that)\sthe\s[\w-]+(?:\s\w+)?\sor\sthe\s[\w-]+(?:\s\w+)?(?=\s(?:that\s)?you(?:'ve|\shave|'re
            |\sare)?\s(?:got|have|using|bought|ordered|own))
            |what\s(?:is|was)\sit\s(?:that\s)?you\s(?:bought|ordered
            |purchased)|which\s(?:spare\s)?parts?\b|(?:which
            |what)\sone\s(?:do|did|are|is|have)|(?:which
            |what)\s(?:vacuum|fridge|washer|tv|kettle|router|phone|robot|camera|air\sconditioner|heater|fan
            |rice\scooker)\b(?!\snumber)
            |what(?:'s|\sis)\sthe\s(?:exact\s)?model|which\s(?:one\s)?of\sour\s(?!shops|stores|branches|offices|teams
            |agents|clinics)\w+s\b|which\sof\sour\s(?:\w+\s)?(?:products
            |items|models|appliances
            |devices|machines|units)
            |which\sof\s(?:the\s|your\s)(?:two\s|three\s)?(?:products|items|models|appliances|devices|machines|units)
            |(?:what|which)\s(?:kind|type|sort|brand|make)\sof\s(?!issue|problem|trouble|error|fault|damage
            |difficult)\w+(?:\s\w+)?\s(?:do|did|are|is)\b|what\s(?:make|model
            |product|device)""",
        "issue": r"""what(?:'s|\sis|\swas|\sgot)?\s(?:exactly\s)?(?:is\s|was\s)?(?:broken|damaged|faulty
            |not\sright)\b|what(?:'s|\sis)\s(?:this|it|your\s(?:call|message|enquiry|inquiry|email|question))
            \s(?:regarding|concerning|in\srelation\sto)
            |(?:where|at\swhat\spoint)\s(?:exactly\s)?(?:do|did)\syou\sget\s(?:stuck|an?\serror)
            |what\s(?:kind|sort|type)\sof\s(?:noise|sound|smell|leak|message)
            |how\s(?:is|was)\s(?:it|the\s\w+)\s(?:damaged|broken|faulty)|where\s(?:exactly\s)?does\sit\s(?:get\sstuck
            |stop|fail|leak|go\swrong)|what\sstops\b|what's\s(?:it|this)\s(?:all\s)?about|what's\s(?:prompted|made\syou
            |led\syou)\b
            |what\sdoes\s(?:the|your)\s(?:\w+\s)?(?:screen|error|display|message|panel|app|page)\s(?:say|show|display
            |read|tell)|what(?:'s|\sis|\swas)?\s(?:exactly\s|actually\s|currently\s
            |precisely\s)?(?:is\s)?(?:seems\sto\sbe|appears\sto\sbe
            |wrong|going\son|happening|the\s(?:\w+\s)?(?:problem|issue|matter|trouble|fault|concern|nature
            |error\smessage|reason\sfor\syour)|your\s(?:question|problem|issue|concern|enquiry|inquiry)
            |not\sworking|it\sdoing|bothering|happens\swhen|does\sit\sdo)
            |what\s(?:exactly\s)?(?:happened|happens|went\swrong|goes\swrong|is\sgoing\swrong|isn't\sworking
            |doesn't\swork
            |brings\syou|(?:has\s)?(?:prompted|made\syou|led\syou)\s
            |has\shappened|have\syou\snoticed|are\syou\s(?:experiencing|seeing|having|contacting|running\sinto
            |calling|writing)|would\syou\slike\s(?:help|assistance|to\s(?:discuss|talk\sabout))
            |do\syou\s(?:see\s(?:on\sthe\s(?:screen|display)|when|now|instead|there|\?)|need\shelp
            |need\sassistance)|are\syou\strying\sto\sdo
            |(?:message|error)\s(?:do|did|are)\syou\s(?:see|get|seeing|getting)
            |can\s(?:i|we)\s(?:help|do\sfor|assist)|did\syou\snotice|does\sthe\s(?:screen|error
            |display|message)\ssay|could\si\shelp)
            |what\s(?:kind\sof\s|sort\sof\s|type\sof\s|specific\s)?(?:issue|problem|trouble|error\smessage|error
            |fault|symptoms?|difficulty|damage|difficulties|issues|problems)\b(?!\s(?:number|code))|how\s(?:can|may
            |could|might)\s(?:i|we)\s(?:help|assist|be\sof)|how\s(?:exactly\s)?(?:is\sit|does\sit
            |did\sit)\s(?:behav|fail|break|misbehav|happen)|in\swhat\sway\s(?:is|can|may|could)|what\sdoes\s(?:it
            |this)\s(?:say|read)\b|what\sdo\syou\smean\sby\s\w+\swork
            |how\scome\sit|(?:(?:could|can|would)\syou\s(?:please\s)?)?tell\s(?:me|us)\smore\b
            |what(?:'s|\sis)\s(?:the|your)\s(?:\w+\s)?(?:screen|display|app|panel|error|message)\s(?:showing
            |saying|displaying|reading)
            |how\s(?:exactly\s)?(?:is|was)\s(?:it|this|the\s\w+)\snot\sworking|what\sis\sit\sthat\s(?:you\sneed|isn't
            |doesn't|won't|is\snot)
            |what\scan\s(?:i|we)\s(?:help|do)""",
        "order_number": r"what(?:'s|\sis)\sthe\s(?:order\s)?reference\b(?!\sfor\s(?:your|the)\s(?:case|call))"
        r"|what\s(?:order\s)?reference\s(?:did|do|were|is)|for\swhich\sorder|which\spurchase\b"
        r"|which\sof\s(?:your|the|these)\s(?:\w+\s)?orders|(?:which|what)\sorder\b(?=\s(?:is|are|was|do|does|did"
        r"|would|should|can|you|this|we|\?)"
        r"|\W*$)",
        "tried": r"what\s(?:\w+\s)?(?:have|did)\syou\s(?:already\s|so\sfar\s)?(?:tried|try|done|taken|take)\b"
        r"|have\syou\s(?:already\s)?tried\s(?:anything|something|any)",
        "quantity": r"how\smany\b(?=\s(?:of|units?|pieces?|items?|copies|sets?|did|do\syou|would|were|in|[?]"
        r"|\w+\s(?:did\syou|do\syou|would|were\s)))(?!\s(?:days|times|weeks|minutes|hours|people|guests))"
        r"|what\squantity",
        "error_code": r"does\s(?:it|the\s\w+)\s(?:show|display|give)(?:\syou)?\san?y?\serror\s(?:code|number)"
        r"|(?:what|which)(?:'s|\sis)?\s(?:the\s)?error\s(?:code|number)",
        "serial": r"what(?:'s|\sis)\s(?:the|your)\sserial",
        "amount": r"what\samount(?=[^?]*\b(?:charged|paid|billed|taken|debited))|how\smuch\s(?:were|did|was)\s(?:you"
        r"|it)\s?(?:charged|pay|billed)?",
    }
)
