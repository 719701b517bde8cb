using System.CommandLine;
using SmsBridge.Hosting;

namespace SmsBridge.CommandLine;

/// <summary>Runs one command of the command line: parses, and leaves the rest to the verb.</summary>
internal static class VerbRun
{
    /// <param name="build">Puts the application together, without starting it; called only by verbs that need it.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, VerbConsole console, Func<WebApplication> build)
    {
        var parsed = Verbs.Create(new VerbHost(console, build)).Parse(
            arguments, new ParserConfiguration { ResponseFileTokenReplacer = null }); // a value may begin with @
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in WrongVerb(parsed) is { } words ? [words] : parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
            {
                await console.Error.WriteLineAsync(error);
            }

            await console.Error.WriteLineAsync($"See: {Verbs.Program} {PathOf(parsed.CommandResult)}--help");
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = console.Out, Error = console.Error });
    }

    /// <summary>Where a verb is missing or not known, those that are; otherwise null.</summary>
    private static string? WrongVerb(ParseResult parsed)
    {
        var verbs = parsed.CommandResult.Command.Subcommands.Select(verb => verb.Name).ToList();
        if (verbs.Count == 0)
        {
            return null;
        }

        var path = $"{Verbs.Program} {PathOf(parsed.CommandResult)}".TrimEnd();
        if (parsed.UnmatchedTokens is not [var typed, ..])
        {
            return $"{path}: say what to do, one of: {string.Join(", ", verbs)}.";
        }

        var near = verbs.Where(verb => NearWords.AreNear(typed, verb)).ToList();
        return $"{path}: there is no '{typed}'.{(near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?")} There are: {string.Join(", ", verbs)}.";
    }

    private static string PathOf(System.CommandLine.Parsing.CommandResult? command) =>
        command is null or { Command: RootCommand }
            ? ""
            : PathOf(command.Parent as System.CommandLine.Parsing.CommandResult) + command.Command.Name + " ";
}
