using SmsBridge.CommandLine;

namespace SmsBridge.Tests.CommandLine;

public class VerbsTests
{
    [Theory]
    [InlineData("tenant", true)]
    [InlineData("hook", true)]
    [InlineData("tenat", true)]
    [InlineData("--help", true)]
    [InlineData("-h", true)]
    [InlineData("--version", true)]
    [InlineData("--Urls=http://localhost:1", false)]
    [InlineData("--urls", false)]
    [InlineData("/Urls", false)]
    [InlineData("Urls=http://localhost:1", false)]
    [InlineData("--environment=Development", false)]
    [InlineData("--contentRoot", false)]
    [InlineData("", false)]
    public void A_bare_word_is_a_verb_and_a_setting_is_not(string first, bool isVerb) => Verbs.IsVerb([first, "list"]).ShouldBe(isVerb);

    [Fact]
    public void No_argument_starts_the_service() => Verbs.IsVerb([]).ShouldBeFalse();

    [Theory]
    [InlineData("tenant")]
    [InlineData("tenat list")]
    [InlineData("tenant list extra")]
    [InlineData("tenant list --xml")]
    [InlineData("tenant show")]
    [InlineData("tenant add bank")]
    [InlineData("tenant add bank --provider twilio --account AC1 --sender +15005550006 --token hunter2")]
    [InlineData("tenant add bank --provider twilio --account AC1 --sender +15005550006 --token - --token-file f")]
    [InlineData("tenant add bank --provider twilio --account AC1 --sender +15005550006 --token - --core-password-file -")]
    [InlineData("tenant rotate bank --kind password")]
    [InlineData("hook list")]
    [InlineData("hook show one --tenant bank")]
    [InlineData("hook create --tenant bank --event LOAN")]
    public async Task What_is_not_understood_ends_with_2_and_touches_nothing(string line)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();

        var exitCode = await VerbRun.RunAsync(
            line.Split(' '), new VerbConsole(TextReader.Null, output, error), () => throw new InvalidOperationException("Nothing may be built."));

        exitCode.ShouldBe(ExitCodes.Usage);
        output.ToString().ShouldBeEmpty();
        error.ToString().ShouldContain("--help");
        error.ToString().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("tenant", "smsbridge tenant: say what to do, one of: list, show,")]
    [InlineData("tenat list", "there is no 'tenat'. Did you mean tenant? There are: tenant, key, hook, events, text, route, gaps, surge, spend, digest, consent, import, schedule, provider, partner, operator, alarms, privacy, retention, backup, restore, verify, storage, config, health.")]
    [InlineData("tenant lst", "smsbridge tenant: there is no 'lst'. Did you mean list? There are: list,")]
    [InlineData("serve", "there is no 'serve'. There are: tenant,")]
    public async Task A_wrong_verb_is_named_with_those_there_are(string line, string words)
    {
        await using var error = new StringWriter();

        await VerbRun.RunAsync(line.Split(' '), new VerbConsole(TextReader.Null, TextWriter.Null, error), () => throw new InvalidOperationException("Nothing may be built."));

        error.ToString().ShouldContain(words);
        error.ToString().ShouldNotContain("was not provided");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("tenant --help")]
    [InlineData("tenant add --help")]
    [InlineData("hook update -h")]
    public async Task Help_needs_neither_settings_nor_a_database(string line)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();

        var exitCode = await VerbRun.RunAsync(
            line.Split(' '), new VerbConsole(TextReader.Null, output, error), () => throw new InvalidOperationException("Nothing may be built."));

        exitCode.ShouldBe(ExitCodes.Done);
        output.ToString().ShouldContain("Usage:");
        error.ToString().ShouldBeEmpty();
    }
}
