package knowledge

import (
	"strings"
	"sync"
)

// stopWordList has the words that say nothing about a subject: English function
// words and what people write to be polite.
const stopWordList = `
a about after again all also am an and any anybody anyone anything are as at be because been before being
between both but by can cannot cant could did do does doing done dont down during each either else etc even
ever every few for from further get gets getting give go goes going got had has have having he her here hers
him his how however i if in into is it its itself just let like made make makes many may maybe me might more
most much must my no nor not now of off on once one only or other others our out over own same see seem seems
she should since so some somebody someone something still such than that the their them then there these they
thing things this those though through thus to too under until up us very via was way we well were what when
where whether which while who whom whose why will with within without would yes yet you your yours im ive id
ill hi hey hello please pls plz thank thanks thx ty regards cheers sorry kindly dear team guys folks wondering
help question hope know need want trying try tried able possible really quite actually currently
`

var stopWords = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(stopWordList) {
		set[word] = true
	}
	return set
})

func isStopWord(term string) bool { return stopWords()[term] }

// IsStopWord reports whether a lower-case word says nothing of what a text is
// about, such as "how" or "the".
func IsStopWord(word string) bool { return isStopWord(word) }
