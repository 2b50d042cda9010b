"""Commands that store the credentials they are given: how they are called, and how they forget."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A command that keeps what it is given."""

    names: tuple[str, ...]
    words: tuple[str, ...]
    """One of these sequences of words, parted by spaces, is in the command."""
    keeps: str
    """File that it is kept in."""
    undone: str = ""
    """Pattern of the command's own way to forget."""


TOOLS = (
    Tool(
        names=("git",),
        words=("clone", "remote add", "remote set-url", "submodule add"),
        keeps=".git/config",
        undone=r"remote (?:set-url|remove|rm)|config --unset",
    ),
    Tool(
        names=("git",),
        words=("config",),
        keeps=".gitconfig",
        undone=r"config .*--(?:unset|remove-section)",
    ),
    Tool(
        names=("npm", "yarn", "pnpm"),
        words=("config set", "set"),
        keeps=".npmrc",
        undone=r"config (?:delete|rm|unset)|\blogout\b",
    ),
    Tool(names=("pip", "pip3"), words=("config set",), keeps="pip.conf", undone="config unset"),
    Tool(names=("poetry",), words=("config",), keeps="auth.toml", undone="--unset"),
    Tool(names=("composer",), words=("config",), keeps="auth.json", undone="--unset"),
    Tool(names=("bundle",), words=("config",), keeps=".bundle/config", undone="unset|--delete"),
    Tool(names=("cargo",), words=("login",), keeps="credentials.toml", undone="logout"),
    Tool(
        names=("docker", "podman", "buildah", "helm", "crane", "oras"),
        words=("login",),
        keeps="config.json",
        undone="logout",
    ),
    Tool(names=("gh", "glab"), words=("auth login",), keeps="hosts.yml", undone="auth logout"),
    Tool(names=("aws",), words=("configure set",), keeps="credentials"),
    Tool(names=("go",), words=("env -w",), keeps="go/env", undone="env -u"),
    Tool(
        names=("dotnet", "nuget"),
        words=("nuget add source", "nuget update source", "sources add"),
        keeps="NuGet.Config",
        undone="remove",
    ),
    Tool(names=("gem",), words=("sources",), keeps=".gemrc", undone="--remove"),
    Tool(names=("conda", "mamba"), words=("config",), keeps=".condarc", undone="--remove"),
)
