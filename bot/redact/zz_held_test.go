package redact

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestZZHeld(t *testing.T) {
	for _, f := range []string{"secrets.txt", "look.txt"} {
		data, err := os.ReadFile("/tmp/held/" + f)
		if err != nil {
			t.Skip()
		}
		n, bad := 0, 0
		for line := range strings.Lines(string(data)) {
			line = strings.ReplaceAll(strings.TrimSuffix(line, "\n"), `\n`, "\n")
			n++
			got, _ := Text(line)
			if f == "look.txt" {
				if got != line {
					bad++
					fmt.Printf("WRONG %q\n", got)
				}
			} else {
				mark := "      "
				if got == line {
					bad++
					mark = "MISSED"
				}
				fmt.Printf("%s %q\n", mark, got)
			}
		}
		fmt.Println(f, n, bad)
	}
}
