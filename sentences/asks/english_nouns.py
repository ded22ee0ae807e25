"""What the facts are called in English. Folded text: lower case, straight apostrophes."""

from sentences.asks.grammar import compiled

NO = r"(?:numbers?|nos?\b\.?|nr\b\.?|num\b|\#|ids?\b|code)"

# A name counts only after a way of asking (english.py); "order confirmation email" and "company name" are other things.
NOUNS = compiled(
    {
        "name": r"""(?<!user\s)(?<!product\s)(?<!model\s)(?<!item\s)(?<!company\s)
            (?<!file\s)(?<!brand\s)(?<!domain\s)(?<!building\s)
            (?<!street\s)(?<!host\s)(?<!network\s)(?<!device\s)(?<!business\s)(?<!display\s)(?<!screen\s)(?<!bank\s)(?<!store\s)(?<!shop\s)
            \b(?:(?:full|first|last|given|family|legal|registered|first\ and\ last|account|account\ holder'?s?
            |cardholder'?s?
            |customer|billing|middle|maiden|recipient'?s?)\s)*
            (?:names?|surname|initials)\b(?!\s(?:of|for)\s(?:the|your)\s(?:product|item|model|device|company|unit
            |shop|store|building|appliance))
            |\baccount\sholder\b|\bwho\s(?:the|this|that)\s\w+\s(?:belongs\sto|is\s(?:for|under))\b|\bwho\sowns\b""",
        "phone": rf"""\b(?:(?:tele)?phone|mobile|cell(?:phone)?|contact|call-?\s?back|daytime|day-?time|landline
            |tel|direct|reachable|evening|home|work|office)
            (?:\s(?:phone|telephone|contact|mobile|cell|call-?back))?\s?{NO}
            |\b(?:a|the|best|good|which|what|another)\s(?:(?!order|serial|model|item|part|tracking|reference
            |account|card|case|ticket|product)\w+\s)?number\s(?:to\s(?:call|reach|ring|phone|contact
            |text)|(?:where|on\swhich|at\swhich)\s(?:we|i|our|you|the|they|he|she)|the\s\w+\s(?:can|could|should)
            |that\s(?:works|reaches)|(?:we|i)\s(?:can|could|should|have)
            |for\s(?:a\s)?call-?\s?back|for\s(?:you|us
            |me)\b|(?:that\s)?you(?:'re|\sare)\s(?:calling|ringing|phoning|texting)\b|you\s(?:can\sbe|(?:called
            |phoned|rang)\sfrom|(?:'d|would)?\s?(?:like|want|prefer)))
            |\bcontact\s(?:details|information|info)\b|\b(?:an?|your)\s(?:alternative|alternate|second|other
            |different)\snumber\b|\byour\sdirect\sline\b|\b(?:an?|your)\snumber\b(?=[^.?!]{{0,60}}\b(?:call|ring|phone
            |text)\b)|\b(?:your|a)\s(?:mobile|cell|telephone
            |phone)\b(?=\s*(?:[?,.]|and\b|or\b|please|so\b|to\s(?:proceed|continue|go)|$))
            |(?<=\byour\s)(?:number\b(?!\s(?:of|in|on|one)\b)|home\sphone|tel\b)|(?<=\bur\s)number\b
            |(?<=\bname\sand\s)number\b
            |(?<=\bthe\s)number\b(?=\s(?:that\s(?:is|you)\s|you\s)?(?:registered|on\s(?:file|your\s(?:account
            |profile))|linked|associated|attached|signed))
            |\ba\s(?:landline|mobile|cell)\b(?=\W*$|\s(?:we|i|that)\b)|\banother\snumber\b(?=\W*$)
            |\bdigits\b(?!\sof\s(?:your|the)\s(?:order|serial|card|model))""",
        "email": r"""\baddress\b(?=\s(?:do|should|shall|can|could|may|would)\s(?:i|we)\se-?mail)|\b(?:e-?mail
            |mail)\s(?:address(?:es)?|ids?|contact)\b|(?:(?<=your\s)|(?<=best\s)
            |(?<=good\s)|(?<=name\sand\s)|(?<=number\sand\s)|(?<=phone\sand\s)|(?<=name,\s)|(?<=registered\s)
            |(?<=login\s)|(?<=contact\s)|(?<=current\s)|(?<=preferred\s)
            |(?<=account\s)|(?<=personal\s)|(?<=work\s)|(?<=ur\s))e-?mail\b(?!\s(?:address
            |inbox|app|client|below|above|from|dated|account\spassword|settings|we|i\b|to\sus))
            |\be-?mail\b(?=\s(?:that\s(?:is\s|you\s)?)?(?:associated|registered|linked|attached|tied|connected
            |on\s(?:file|the|your)|(?:where|which|that)?\s?(?:you|we)\s(?:used?|registered|signed|ordered|log|logged
            |can|could|should
            |want(?:ed)?|prefer|would)|you'd|used|for\s(?:your|the)))
            |(?<=alternative\s)e-?mail\b|(?<=billing\s)e-?mail\b|(?<=valid\s)e-?mail\b|(?<=other\s)e-?mail\b
            |(?<=different\s)e-?mail\b|\ban\se-?mail\b(?=\s(?:for\syou|to\s(?:use|send\s\w+\sto)|where\s))""",
        "address": r"""(?<!e-mail\s)(?<!email\s)(?<!mail\s)(?<!ip\s)(?<!mac\s)(?<!web\s)\b(?:(?:full|current|new
            |complete|correct|exact|home|street|shipping|delivery|postal|mailing|billing|residential)\s)*
            address(?:es)?\b|\b(?:post|postal|zip)\s?-?codes?\b|\bzip\b|\b(?:house|apartment|flat|room|unit
            |building)\s(?:number|name)\b
            |\b(?:delivery|shipping)\sdetails\b|\bcity\sand\sstate\b|\bwhere\s(?:we're|we\sare|i'm|i\sam)\s(?:sending
            |shipping|delivering|posting)\b|\byour\s(?:exact\s|current\s)?location\b|\bwhere\s(?:it
            |the\s\w+(?:\s\w+)?)\s(?:is|are|was|will\sbe)\s(?:installed|located|kept|based|situated)\b
            |\bwhere\syou(?:'re)?\s(?:live|(?:are\s)?(?:located|based|living|staying))\b|\bwhere\s(?:you(?:'d
            |\swould)\slike|we\sshould|to
            |you\swant|i\sshould)\b[^.?]{0,40}?(?:deliver(?:ed)?|sen[dt]|shipped|ship)\b""",
        "order_number": rf"""\b(?:order|purchase|confirmation|order\sconfirmation|purchase\sorder|po
            |sales\sorder)(?:'s)?\s?(?:reference\s|ref\.?\s|confirmation\s)?{NO}
            |\b(?:order|purchase)\s(?:reference|ref)\b|\border\#|\b(?:number|reference|ref)\s(?:of|on|for)\s(?:the
            |your|this)\s(?:order
            |purchase|confirmation)\b|\b(?:your|the)\sorder\sdetails\b""",
        "date": r"""\b(?:(?:purchase|order|delivery|preferred|arrival|start|installation|pick-?up|collection
            |booking|invoice|approximate|exact|move-?in|moving|requested|return|appointment|check-?\s?in
            |check-?\s?out|departure|travel|sign-?up|renewal|wedding|payment|transaction)\s)*
            (?:(?<!expiry\s)(?<!expiration\s)(?<!birth\s)dates?
            |(?<!\ba\s)(?<!one\s)(?<!\bto)day)\b(?!\sof\sbirth)(?:\s(?:of\s(?:purchase|delivery|order
            |the\s\w+)|and\stime|(?:the|your|this)\s(?:problem|issue|fault|trouble|damage)\s(?:first\s)?\w+))?
            |\ba\s(?:day|date|time)\s(?:(?:next|this)\sweek\s)?(?:when|that|you|which)\b|\b(?:delivery|time|preferred
            |pick-?up)\s(?:slot|window|time)\b|\bavailability\b
            |\b(?:days?|dates?|times?)\s(?:that\s|which\s)?(?:would\s)?(?:suits?|works?)\b(?:\s(?:you
            |for\syou))?(?:\sbest)?
            |\bwhen\s(?:exactly\s|roughly\s|approximately\s)?(?:you(?:'d|\swould)\s(?:like|prefer|want)
            |you\s(?:first\s|originally\s|last\s)?(?:bought|purchased|ordered|placed|received|got|noticed|applied
            |joined|booked|paid|visited|moved|travel|started
            |used|made|want|prefer|are\s(?:free|home|available|moving)|will\sbe)
            |(?:the|your)\s\w+(?:\s\w+)?\s(?:was|were)\s(?:last\s|first\s)?(?:\w+ed|made|taken|read|sent|built|cut
            |bought)\b
            |(?:it|this|that|(?:the|your)\s\w+)\s(?:first\s|was\s|were\s)?(?:arrived|started|began|happened
            |occurred|broke|stopped|delivered|purchased|bought|ordered|placed|failed|appeared|shipped|installed))""",
        "product": rf"""\b(?:product|model|item|part|article|sku|style|device|unit|appliance)(?:'s)?\s(?:name|title
            |type|details|code|{NO})(?:\s(?:or|and)\snumber)?\b|\bmake\sand\smodel\b
            |\bwhat\s(?:exactly\s)?you(?:'ve|\shave)?\s(?:ordered|bought|purchased)\b|\b(?:the|your
            |this)\s(?:product|item|device|appliance)\b(?!\s(?:name|title|type|details|code|number|no|id|model))
            |\bmodel\b(?!\snumber)|\bsku\b|\b(?:type|brand)\sof\s(?:product|item|device|appliance|machine)\b
            |\bname\sof\s(?:the|your)\s(?:product|item|model|device|unit|appliance)\b|\b(?:which|what)\s(?:exact\s
            |specific\s|type\sof\s|kind\sof\s)?(?:product|model|item|device|appliance|unit|machine|version|part
            |one)s?\b
            |\b(?:the|your)\s(?:product|item|device)\b(?=\s(?:you|in\squestion|this|that\syou|involved|concerned
            |or\b|and\b))""",
        "issue": r"""\b(?:issues?|problems?|faults?|defects?|(?<!having\s)(?<!have\s)(?<!with\sthe\s)trouble|symptoms?
            |malfunction|difficult(?:y|ies)
            |situation|concern|complaint|inquiry|enquiry|nature\sof\s(?:your|the)\s\w+|damage|behaviou?r
            |error\smessage)\b
            |\bwhat\s(?:exactly\s|actually\s|specifically\s)?(?:(?:the|your)\s(?:error|screen|message|display
            |app)\s(?:says?|shows?|reads?)|happened|happens|went\swrong|is\sgoing\swrong
            |is\s(?:happening
            |going\son|wrong|not\sworking)|was\shappening|goes\swrong|it\s(?:does|is\sdoing)|you(?:'re|\sare
            |\swere)\s(?:seeing|experiencing|having\strouble|contacting|calling|writing)|you\s(?:see
            |need\shelp\swith|experienced|need\sassistance)|the\s(?:problem|issue|matter|trouble)\sis|brings\syou
            |has\shappened|this\sis\sabout|seems\sto\sbe|isn't\sworking)
            |\b(?:description|summary|account|explanation)\sof\s(?:the|your|this|what)\s?(?:issue|problem|fault
            |trouble|happened|situation|damage|defect)?
            |\breason\s(?:for|of|behind|you(?:'re|\sare))\s?(?:your\s|the\s|this\s)?(?:call|contact|enquir|inquir
            |visit|message
            |contacting|calling|writing|request|complaint)\w*|\bwhat's\s(?:been\s)?(?:going\s(?:on|wrong)|wrong|up\b
            |happening
            |not\sworking|the\s(?:matter|problem|issue))|\b(?:some|more|any|further)\s(?:background|context)\b
            |\bwhat\s(?:the|your|this|it)(?:\s\w+)?\s?(?:is|was|'s)\s(?:\w+\s)?(?:about|regarding|concerning)\b
            |\bmore\s(?:about
            |detail|details|information|info)\b|\bwhat\s(?:it's|it\sis)\sdoing\b|\bhow\s(?:we|i)\s(?:can|could
            |may)\s(?:best\s)?(?:help|assist)\b
            |\b(?:further|additional|any|full|some|the)\sdetails\b|\bin\s(?:more
            |greater|your\sown)\s(?:detail|words)\b
            |\bhow\s(?:the|it|this)\s(?:\w+\s)?(?:happened|behaves|failed|broke|occurred|came\sabout)""",
        "serial": rf"\bserial(?:\s{NO}|\b)|\bs/n\b|\bimei\b",
        "error_code": rf"\berror\s{NO}|\bfault\scode",
        "company": r"\b(?:company|business|organi[sz]ation|employer|firm)(?:'s)?\sname\b"
        r"|\bname\sof\syour\s(?:company|business|organi[sz]ation)\b",
        "quantity": r"\bquantity\b|\bhow\smany\b(?!\s(?:people|persons|guests|passengers|bags|nights|days|weeks"
        r"|children|adults|times)\b)",
        "tried": r"\bwhat\s(?:you(?:'ve|\shave)?\s(?:already\s)?tried|steps\syou(?:'ve"
        r"|\shave)?\s(?:already\s)?(?:tried|taken))|\b(?:troubleshooting\s)?steps\syou(?:'ve"
        r"|\shave)?\s(?:already\s)?(?:tried|taken)",
        "amount": r"\b(?:exact\s|total\s|charged\s)?amount\b(?=\s(?:you|that|charged|of\sthe|on|paid)|[?.,]|$)",
    }
)
