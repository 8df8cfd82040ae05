package config

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/invopop/jsonschema"
)

//go:embed example.yaml
var example string

// Example is a complete, commented configuration.
func Example() string { return example }

// Schema is the JSON Schema of the configuration, for editors.
func Schema() ([]byte, error) {
	r := &jsonschema.Reflector{
		FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Anonymous: true,
		Mapper: func(t reflect.Type) *jsonschema.Schema {
			switch t {
			case reflect.TypeFor[time.Duration]():
				return &jsonschema.Schema{Type: "string", Description: "a duration such as 10m or 24h", Pattern: `^([0-9.]+(ns|us|ms|s|m|h))+$|^0$`}
			case reflect.TypeFor[BusinessDays]():
				return &jsonschema.Schema{Type: "string", Description: "business days such as 5bd, or off", Pattern: `^([1-9][0-9]?bd|0|0bd|off)$`}
			case reflect.TypeFor[Secret]():
				return &jsonschema.Schema{Type: "string", Description: "${NAME} or ${file:/path}"}
			}
			return nil
		},
	}
	schema := r.Reflect(&Config{})
	schema.Title = "toban"
	data, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("make schema: %w", err)
	}
	return data, nil
}
