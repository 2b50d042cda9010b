// Reads Dockerfiles, each after its length in decimal and a newline, and writes one line of JSON for
// each: what BuildKit's own parser makes of it.  Strings are base64, since they need not be UTF-8.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

type heredoc struct {
	Name    []byte
	Expands bool
	Chomps  bool
	Content []byte
}

type node struct {
	Keyword  []byte
	Original []byte
	Start    int
	End      int
	Flags    [][]byte
	Words    [][]byte
	JSON     bool
	Heredocs []heredoc
	Trigger  *node
}

type result struct {
	Error  string // the text cannot be parsed
	Refuse string // it can, but no build of it starts
	Escape string
	Syntax []byte
	Nodes  []node
}

func convert(n *parser.Node) node {
	out := node{Keyword: []byte(n.Value), Original: []byte(n.Original), Start: n.StartLine, End: n.EndLine, JSON: n.Attributes["json"]}
	for _, flag := range n.Flags {
		out.Flags = append(out.Flags, []byte(flag))
	}
	for _, h := range n.Heredocs {
		out.Heredocs = append(out.Heredocs, heredoc{[]byte(h.Name), h.Expand, h.Chomp, []byte(h.Content)})
	}
	for next := n.Next; next != nil; next = next.Next {
		if len(next.Children) > 0 {
			inner := convert(next.Children[0])
			out.Trigger = &inner
			break
		}
		out.Words = append(out.Words, []byte(next.Value))
	}
	return out
}

func read(data []byte) (out result) {
	defer func() {
		if problem := recover(); problem != nil {
			out = result{Error: "panic"}
		}
	}()
	syntax, _, _, _ := parser.DetectSyntax(data)
	out.Syntax = []byte(syntax)
	parsed, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		out.Error = err.Error()
		return out
	}
	out.Escape = string(parsed.EscapeToken)
	for _, child := range parsed.AST.Children {
		out.Nodes = append(out.Nodes, convert(child))
	}
	if _, _, err := instructions.Parse(parsed.AST, linter.New(&linter.Config{})); err != nil {
		out.Refuse = err.Error()
	}
	return out
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	encoder := json.NewEncoder(output)
	for {
		head, err := input.ReadString('\n')
		if err != nil {
			return
		}
		size, err := strconv.Atoi(strings.TrimSpace(head))
		if err != nil {
			panic(err)
		}
		data := make([]byte, size)
		if _, err := io.ReadFull(input, data); err != nil {
			panic(err)
		}
		if err := encoder.Encode(read(data)); err != nil {
			panic(err)
		}
	}
}
