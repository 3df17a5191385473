// Command peers drives LiveKit's SDK for Go: a client that sends back what it receives, and the server SDK.
//
//	peers client URL TOKEN dual|single|bundled
//	peers server URL KEY SECRET
//
// Both read commands, one a line, and answer each with one line, "OK …" or "ERROR …".
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: peers client URL TOKEN dual|single|bundled | peers server URL KEY SECRET")
		os.Exit(2)
	}
	perform := start(os.Args[1], os.Args[2], os.Args[3], os.Args[4])
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer, err := perform(strings.Fields(lines.Text()))
		if err != nil {
			fmt.Println("ERROR", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("OK", answer)
		}
	}
}

func start(role, url, first, second string) func(words []string) (string, error) {
	if role == "server" {
		return server(url, first, second)
	}
	return client(url, first, second)
}
