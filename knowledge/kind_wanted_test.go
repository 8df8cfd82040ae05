package knowledge

import "testing"

func TestKindWanted(t *testing.T) {
	for question, want := range map[string]DocKind{
		"how do I get a GPU node pool?":                          HowTo,
		"S3 バケットを作ってください":                                        HowTo,
		"GitHub Actions から AWS に AssumeRole できません":               HowTo,
		"quota を上げてください":                                         HowTo,
		"なぜ本番だけ VPC が分かれているのですか":                                 Explanation,
		"what is the difference between the two clusters?":       Explanation,
		"how does Argo CD decide when to sync, how does it work": Explanation,
		"Workload Identity と鍵の使い分けを知りたい":                         Explanation,
		"使えるリージョンの一覧はありますか":                                      Reference,
		"which ports are open to the office?":                    Reference,
		"what is the default memory limit of a pod":              Reference,
		"Terraform のチュートリアルはありますか":                               Tutorial,
		"": HowTo,
	} {
		if got := KindWanted(question); got != want {
			t.Errorf("KindWanted(%q) = %q, want %q", question, got, want)
		}
	}
}
