using SmsBridge.CommandLine;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary><c>smsbridge text</c>, and a file of texts from one tenant to another.</summary>
public sealed class TextVerbTests : IAsyncLifetime
{
    private const string Words = "Habari {{firstname}}, {{amount}} zimelipwa.";

    private Cli _cli = null!;

    public async ValueTask InitializeAsync()
    {
        _cli = await Cli.AloneAsync(TestContext.Current.CancellationToken);
        await _cli.AddAsync();
    }

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task A_text_is_written_published_and_shown()
    {
        (await RunAsync("set", Some.Tenant, "loan_disburse", "--on", "--from", "100.5")).Out.ShouldBe("Loan disbursed: told, from 100.5.\n");
        (await RunAsync("set", Some.Tenant, "loan_disburse", "--on", "--from", "100.5", "--group-to", "members")).Out.ShouldBe("Loan disbursed: told, from 100.5, of a group to its members.\n");
        (await RunAsync("set", Some.Tenant, "LOAN_DISBURSE", "--language", "sw", "--text", Words)).ExitCode.ShouldBe(ExitCodes.Done);
        var draft = (await RunAsync("show", Some.Tenant, "LOAN_DISBURSE", "sw", "--json")).Json;
        (await RunAsync("publish", Some.Tenant, "LOAN_DISBURSE", "sw", "--note", "first")).Out.ShouldBe($"Version 1 of LOAN DISBURSE in sw is published. Nobody gets it: {Some.Tenant}'s clients are written to in en.\n");
        var published = (await RunAsync("show", Some.Tenant, "LOAN_DISBURSE", "sw", "--json")).Json;
        (await RunAsync("withdraw", Some.Tenant, "LOAN_DISBURSE", "sw")).ExitCode.ShouldBe(ExitCodes.Done);
        var withdrawn = (await RunAsync("show", Some.Tenant, "LOAN_DISBURSE", "sw", "--json")).Json;

        draft.Text("draft").ShouldBe(Words);
        (published.Text("source"), published.Text("text")).ShouldBe(("tenant", Words));
        published.GetProperty("versions")[0].Text("author").ShouldBe("command line");
        withdrawn.Text("source").ShouldBe("product");
        (await RunAsync("list", Some.Tenant)).Out.ShouldContain("LOAN_DISBURSE");
        (await RunAsync("show", Some.Tenant, "LOAN_DISBURSE", "sw")).Out.ShouldContain("first");
    }

    [Fact]
    public async Task A_data_table_is_set_listed_named_and_removed_and_the_clients_language_chosen_by_it()
    {
        _cli.Core.AddTenant(Some.Tenant, Cli.Administrator with { Permissions = [.. Cli.Administrator.Permissions, "READ_KYC"] }).DataTables.Add(
            new StandInDataTable("KYC", "m_client", "client_id", new StandInColumn("Mother Tongue", "STRING", 20), new StandInColumn("Village", "STRING", 20)));

        (await RunAsync("table", "set", Some.Tenant, "kyc", "--table", "KYCs")).Error.ShouldContain("no data table KYCs. It shows: KYC.");
        (await RunAsync("table", "set", Some.Tenant, "kyc", "--table", "KYC")).Out.ShouldBe($"Texts of {Some.Tenant} can name KYC (client) as kyc.mothertongue, kyc.village.\n");
        (await RunAsync("table", "set", Some.Tenant, "kyc", "--table", "KYC", "--column", "mother tongue")).ExitCode.ShouldBe(ExitCodes.Done);
        (await RunAsync("table", "list", Some.Tenant)).Out.ShouldContain("{{kyc.mothertongue}}");
        (await RunAsync("set", Some.Tenant, "LOAN_REPAYMENT", "--language", "en", "--text", "{{kyc.village}} it is.")).Error.ShouldContain("Unknown variable {{kyc.village}}; known: kyc.mothertongue");
        (await RunAsync("client-language", "set", Some.Tenant)).ExitCode.ShouldBe(ExitCodes.Usage);
        (await RunAsync("client-language", "set", Some.Tenant, "--value", "Kiswahili")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await RunAsync("client-language", "set", Some.Tenant, "--variable", "kyc.mothertongue", "--value", "Kiswahili=sw", "--office", "Mombasa=sw")).Out
            .ShouldBe($"Clients of {Some.Tenant} are written to by kyc.mothertongue: Kiswahili sw; by office: Mombasa sw; else in the tenant's language.\n");
        (await RunAsync("client-language", "show", Some.Tenant, "--json")).Json.GetProperty("values").Text("Kiswahili").ShouldBe("sw");
        (await RunAsync("client-language", "show", Some.Tenant)).Out.ShouldContain("Mombasa");
        (await RunAsync("table", "remove", Some.Tenant, "kyc")).Error.ShouldContain("The language of clients is chosen by kyc.mothertongue");
        (await RunAsync("client-language", "set", Some.Tenant, "--none")).ExitCode.ShouldBe(ExitCodes.Done);
        (await RunAsync("table", "remove", Some.Tenant, "kyc")).ExitCode.ShouldBe(ExitCodes.Done);
        (await RunAsync("table", "list", Some.Tenant)).Out.ShouldBe($"Texts of {Some.Tenant} can name no data table.\n");
    }

    [Fact]
    public async Task A_rehearsal_says_when_there_is_nothing_to_rehearse_with()
    {
        (await RunAsync("rehearse", Some.Tenant, "LOAN_DISBURSE", "en")).Out.ShouldStartWith("Nothing of the kind came in during the last day");
        (await RunAsync("rehearse", Some.Tenant, "LOAN_DISBURSE", "en", "--json")).Json.GetProperty("found").GetInt32().ShouldBe(0);
        (await RunAsync("rehearse", Some.Tenant, "LOAN_DISBURSE", "en", "--text", "{{nmae}}")).Error.ShouldContain("Unknown variable {{nmae}}");
    }

    [Fact]
    public async Task What_is_exported_is_imported_into_another_tenant_and_again_without_a_version()
    {
        _cli.Core.AddTenant("bank-b", Cli.Administrator);
        (await _cli.AddAsync("bank-b", [])).ExitCode.ShouldBe(ExitCodes.Done);
        (await RunAsync("set", Some.Tenant, "LOAN_DISBURSE", "--on", "--to", "2000", "--product", "Personal Loan", "--product", "3", "--office", "Mombasa", "--client-type", "Trader", "--at-most", "2", "--copy-to", "loanOfficer")).Out
            .ShouldBe("Loan disbursed: told, up to 2000, of the products Personal Loan; 3, to clients of the offices Mombasa, to clients of the types Trader, at most 2 per client and day, with a copy to the loan officer.\n");
        await RunAsync("set", Some.Tenant, "LOAN_DISBURSE", "--language", "sw", "--text", Words);
        await RunAsync("publish", Some.Tenant, "LOAN_DISBURSE", "sw");
        await RunAsync("language", Some.Tenant, "sw");
        var file = Path.Combine(_cli.Folder, "texts.json");
        var exported = (await RunAsync("export", Some.Tenant)).Out;
        await File.WriteAllTextAsync(file, exported, TestContext.Current.CancellationToken);

        (await RunAsync("import", "bank-b", file)).Out.ShouldBe("1 events and 1 texts of the file are those of bank-b now.\n");
        await RunAsync("import", "bank-b", file);

        (await RunAsync("export", "bank-b")).Out.ShouldBe(exported);
        (await RunAsync("list", "bank-b")).Out.ShouldContain("yes, up to 2000, of the products Personal Loan; 3, to clients of the offices Mombasa, to clients of the types Trader, at most 2 per client and day, with a copy to the loan officer");
        (await RunAsync("show", "bank-b", "LOAN_DISBURSE", "sw", "--json")).Json.GetProperty("versions").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task An_event_of_the_tenants_own_is_made_worded_switched_on_carried_over_and_removed()
    {
        _cli.Core.AddTenant("bank-b", Cli.Administrator);
        (await _cli.AddAsync("bank-b", [])).ExitCode.ShouldBe(ExitCodes.Done);

        (await RunAsync("set", Some.Tenant, "CLIENT_UPDATE", "--off")).Error.ShouldContain("There is no event CLIENT_UPDATE");
        (await RunAsync("set", Some.Tenant, "USER_UPDATE", "--off", "--class", "service")).Error.ShouldContain("carries a password");
        (await RunAsync("set", Some.Tenant, "CLIENT_UPDATE", "--off", "--class", "service")).Out.ShouldStartWith($"CLIENT UPDATE is an event of {Some.Tenant}'s own now, and off.");
        (await RunAsync("set", Some.Tenant, "CLIENT_UPDATE", "--on")).Error.ShouldContain("CLIENT UPDATE has no words yet.");
        (await RunAsync("set", Some.Tenant, "client_update", "--language", "en", "--text", "New number: {{response.changes.mobileNo}}")).ExitCode.ShouldBe(ExitCodes.Done);
        (await RunAsync("publish", Some.Tenant, "CLIENT_UPDATE", "en")).Out.ShouldContain("Switch it on, if they are to be.");
        (await RunAsync("set", Some.Tenant, "CLIENT_UPDATE", "--on")).Out.ShouldBe("CLIENT UPDATE: told, class service.\n");
        (await RunAsync("list", Some.Tenant)).Out.ShouldContain("CLIENT_UPDATE");
        (await RunAsync("remove", Some.Tenant, "CLIENT_UPDATE")).Error.ShouldContain("Switch it off first.");

        var file = Path.Combine(_cli.Folder, "own.json");
        var exported = (await RunAsync("export", Some.Tenant)).Out;
        await File.WriteAllTextAsync(file, exported, TestContext.Current.CancellationToken);
        (await RunAsync("import", "bank-b", file)).Out.ShouldBe("1 events and 1 texts of the file are those of bank-b now.\n");
        (await RunAsync("export", "bank-b")).Out.ShouldBe(exported);

        (await RunAsync("set", Some.Tenant, "CLIENT_UPDATE", "--off")).ExitCode.ShouldBe(ExitCodes.Done);
        (await RunAsync("remove", Some.Tenant, "CLIENT_UPDATE")).ExitCode.ShouldBe(ExitCodes.Done);
        (await RunAsync("show", Some.Tenant, "CLIENT_UPDATE", "en")).Error.ShouldContain("There is no event CLIENT_UPDATE");
        (await RunAsync("show", "bank-b", "CLIENT_UPDATE", "en", "--json")).Json.Text("source").ShouldBe("tenant");
    }

    [Fact]
    public async Task A_registered_template_is_set_shown_checked_exported_and_taken_off()
    {
        const string Registered = "Dear {{name}}, {{amount}} is paid out.";
        string[] template = ["--template-id", "1107161", "--entity-id", "1101161", "--pattern", "Dear {#var#}, {#var#} is paid out."];
        _cli.Core.AddTenant("bank-b", Cli.Administrator);
        (await _cli.AddAsync("bank-b", [])).ExitCode.ShouldBe(ExitCodes.Done);

        (await RunAsync(["set", Some.Tenant, "LOAN_DISBURSE", "--language", "en", "--text", "Dear {{name}}: paid out.", .. template])).Error.ShouldContain("The registered template goes on with");
        (await RunAsync(["set", Some.Tenant, "LOAN_DISBURSE", "--on", .. template])).Error.ShouldContain("give --text with it");
        (await RunAsync(["set", Some.Tenant, "LOAN_DISBURSE", "--language", "en", "--text", Registered, .. template])).ExitCode.ShouldBe(ExitCodes.Done);
        await RunAsync("publish", Some.Tenant, "LOAN_DISBURSE", "en");
        (await RunAsync("show", Some.Tenant, "LOAN_DISBURSE", "en")).Out.ShouldContain("template 1107161 of entity 1101161: Dear {#var#}, {#var#} is paid out.");

        var file = Path.Combine(_cli.Folder, "texts.json");
        var exported = (await RunAsync("export", Some.Tenant)).Out;
        await File.WriteAllTextAsync(file, exported, TestContext.Current.CancellationToken);
        await RunAsync("import", "bank-b", file);
        await RunAsync("import", "bank-b", file);
        (await RunAsync("export", "bank-b")).Out.ShouldBe(exported);
        exported.ShouldContain("1107161");
        (await RunAsync("show", "bank-b", "LOAN_DISBURSE", "en", "--json")).Json.GetProperty("versions").GetArrayLength().ShouldBe(1);
        await File.WriteAllTextAsync(file, exported.Replace("is paid out.", "was paid out.", StringComparison.Ordinal).Replace("{#var#} was", "{#var#} is", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await RunAsync("import", "bank-b", file)).Error.ShouldContain("LOAN_DISBURSE in en: The registered template goes on with");

        (await RunAsync("set", Some.Tenant, "LOAN_DISBURSE", "--language", "en", "--text", "Other words.")).Error.ShouldContain("The registered template goes on with");
        (await RunAsync("set", Some.Tenant, "LOAN_DISBURSE", "--language", "en", "--text", "Other words.", "--no-template")).ExitCode.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public async Task A_file_with_one_fault_changes_nothing()
    {
        var file = Path.Combine(_cli.Folder, "texts.json");
        await File.WriteAllTextAsync(
            file, """{"events":[{"event":"LOAN_DISBURSE","enabled":true,"texts":{"en":"Fine."}},{"event":"LOAN_APPROVE","texts":{"en":"Hi {{amont}}"}}]}""", TestContext.Current.CancellationToken);

        var refused = await RunAsync("import", Some.Tenant, file);

        refused.ExitCode.ShouldBe(ExitCodes.Failed);
        refused.Error.ShouldStartWith("LOAN_APPROVE in en: Unknown variable {{amont}}");
        (await RunAsync("export", Some.Tenant, "--json")).Json.GetProperty("events").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("There is no tenant nobody", "list", "nobody")]
    [InlineData("There is no event LOAN_DISBURS", "show", Some.Tenant, "LOAN_DISBURS", "en")]
    [InlineData("A language is written as in sw or pt-BR.", "show", Some.Tenant, "LOAN_DISBURSE", "english")]
    [InlineData("No text can be given to COLLECTIONSHEET_SAVE: one hook stands", "set", Some.Tenant, "COLLECTIONSHEET_SAVE", "--on")]
    [InlineData("There is no draft to publish.", "publish", Some.Tenant, "LOAN_DISBURSE", "en")]
    [InlineData("Unknown variable {{x}}", "set", Some.Tenant, "LOAN_DISBURSE", "--language", "en", "--text", "{{x}}")]
    [InlineData("Say one of --on, --off and --text.", "set", Some.Tenant, "LOAN_DISBURSE")]
    [InlineData("copyTo can name loanOfficer alone", "set", Some.Tenant, "LOAN_DISBURSE", "--on", "--copy-to", "guarantor")]
    [InlineData("Say which language", "set", Some.Tenant, "LOAN_DISBURSE", "--text", "Hi")]
    [InlineData("no-such-file can not be read", "import", Some.Tenant, "no-such-file")]
    public async Task What_can_not_be_done_is_said_in_a_sentence(string words, params string[] arguments)
    {
        var refused = await RunAsync(arguments);

        refused.ExitCode.ShouldNotBe(ExitCodes.Done);
        refused.Error.ShouldContain(words);
    }

    private Task<CliResult> RunAsync(params string[] arguments) => _cli.RunAsync(["text", .. arguments]);
}
