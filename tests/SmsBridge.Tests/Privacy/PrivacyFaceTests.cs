using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Privacy;

/// <summary>The same by command line, page and API; and what is left in files, logs and answers.</summary>
public sealed class PrivacyFaceTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private readonly LogLines _log = new();
    private TestTenant _tenant = null!;
    private long _sent;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app.Replacements.Add(services => services.AddSingleton<ILoggerFactory>(_ => new LoggerFactory([_log])));
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
        _sent = await _tenant.RepayAsync();
        await _app.DrainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task By_command_beside_the_running_service()
    {
        await using var cli = await Cli.BesideAsync(_app, Cancellation);
        var file = Path.Combine(cli.Folder, "client.json");
        string[] erase = ["privacy", "erase", "--tenant", _tenant.Id, "--client", "7", "--reason", "asked for it in writing"];

        var exported = await cli.RunAsync("privacy", "export", "--tenant", _tenant.Id, "--client", "7", "--to", file);
        exported.ExitCode.ShouldBe(ExitCodes.Done, exported.All);
        (await File.ReadAllTextAsync(file, Cancellation)).ShouldContain("Jane Wanjiru");
        (await cli.RunAsync("privacy", "export", "--tenant", _tenant.Id, "--client", "7", "--to", file)).ExitCode.ShouldBe(ExitCodes.Failed, "never over another file");
        (await cli.RunAsync("privacy", "export", "--tenant", _tenant.Id, "--client", "7")).Json.GetProperty("numbers")[0].GetString().ShouldBe(Some.Mobile);
        var asked = await cli.RunAsync(erase);
        asked.Out.ShouldContain("Nothing was changed yet. 1 events of client 7");
        var done = await cli.RunAsync([.. erase, "--yes", "--json"]);
        done.ExitCode.ShouldBe(ExitCodes.Done, done.All);
        done.Json.GetProperty("events").GetInt32().ShouldBe(1);
        (await cli.RunAsync([.. erase, "--yes"])).ExitCode.ShouldBe(ExitCodes.Done, "again does no harm");
        (await cli.RunAsync("privacy", "erase", "--tenant", "nobody", "--client", "7", "--reason", "r")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await cli.RunAsync("privacy", "erase", "--tenant", _tenant.Id, "--client", "99", "--reason", "r", "--yes")).Out.ShouldContain("Nothing is held of client 99");

        (asked.All + done.All).ShouldNotNameTheClient();
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
    }

    [FileOnly]
    [Fact]
    public async Task Files_log_and_answers_do_not_name_the_client_once_the_file_is_written_anew()
    {
        await using var cli = await Cli.BesideAsync(_app, Cancellation);
        for (var payment = 0; payment < 30; payment++)
        {
            await _tenant.RepayAsync(payment + 1);
        }

        await _app.DrainAsync();
        _app.StoredBytes().AsSpan().IndexOf("Wanjiru"u8).ShouldNotBe(-1);
        var backup = Path.Combine(cli.Folder, "before.db");
        (await cli.RunAsync("backup", backup)).ExitCode.ShouldBe(ExitCodes.Done);

        var erased = await cli.RunAsync("privacy", "erase", "--tenant", _tenant.Id, "--client", "7", "--reason", "asked for it in writing", "--yes", "--json");
        var vacuumed = await cli.RunAsync("privacy", "vacuum");

        vacuumed.ExitCode.ShouldBe(ExitCodes.Done, vacuumed.All);
        erased.Json.GetProperty("backups")[0].GetString().ShouldBe(backup, "it holds the client still");
        var files = System.Text.Encoding.UTF8.GetString(_app.StoredBytes());
        files.ShouldNotNameTheClient();
        _log.Text.ShouldNotBeEmpty();
        (_log.Text + erased.All + vacuumed.All).ShouldNotNameTheClient();
        using var admin = await _app.SignInAsAsync(OperatorRole.Admin, TenantScope.All);
        foreach (var answer in new[] { $"/api/messages/{_sent}", $"/api/messages?q=client%3A7", "/console/messages?q=0712345678", $"/console/messages/{_sent}", $"/console/messages/{_sent}?tab=raw", "/api/audit" })
        {
            (await PageAsync(admin, answer)).Replace("0712345678", "", StringComparison.Ordinal).ShouldNotNameTheClient();
        }

        (await _tenant.EventAsync(_sent)).ToString().ShouldNotNameTheClient();
        await _tenant.RepayAsync(99m);
        (await _app.DrainAsync()).ShouldBe(1, "the service goes on");
    }

    [Fact]
    public async Task On_the_page_by_an_admin_and_the_messages_page_says_what_became_of_it()
    {
        using var admin = await _app.SignInAsAsync(OperatorRole.Admin, TenantScope.All);
        using var less = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_tenant.Id]));
        var page = $"/console/tenants/{_tenant.Id}/privacy";

        (await PageAsync(less, page)).ShouldContain("Your role does not include exporting and erasing a client.");
        (await SubmitAsync(admin, page, "privacy-export", ("client", "7"))).ShouldContain("Jane Wanjiru");
        (await SubmitAsync(admin, page, "privacy-erase", ("client", "seven"), ("reason", "asked"))).ShouldContain("Give the client’s number in the core.".Replace('’', '\''));
        (await SubmitAsync(admin, page, "privacy-erase", ("client", "7"), ("reason", "asked"))).ShouldContain("Nothing was changed yet.");
        (await SubmitAsync(admin, page, "privacy-erase", ("client", "7"), ("reason", "asked"), ("confirm", "1"))).ShouldContain("1 events of client 7");

        var message = await PageAsync(admin, $"/console/messages/{_sent}");
        message.ShouldContain("The client’s data were erased");
        message.ShouldNotContain("Resend…");
        message.ShouldNotNameTheClient();
    }

    [Fact]
    public async Task Through_the_api_by_an_admin_alone()
    {
        using var admin = await _app.SignInAsAsync(OperatorRole.Admin, TenantScope.All);
        using var less = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_tenant.Id]));
        var client = $"/api/tenants/{_tenant.Id}/clients/7";

        using var notAllowed = await less.GetAsync($"{client}/export", Cancellation);
        notAllowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var unknown = await admin.GetAsync("/api/tenants/nobody/clients/7/export", Cancellation);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var export = await admin.GetAsync($"{client}/export", Cancellation);
        (await Json.ReadAsync(export)).GetProperty("events").GetArrayLength().ShouldBe(1);
        using var silent = await admin.PostAsJsonAsync($"{client}/erase", new { confirm = true }, Cancellation);
        (await Json.ReadAsync(silent)).Text("field").ShouldBe("reason");
        using var asked = await admin.PostAsJsonAsync($"{client}/erase", new { reason = "asked" }, Cancellation);
        (await Json.ReadAsync(asked)).GetProperty("done").GetBoolean().ShouldBeFalse();
        using var done = await admin.PostAsJsonAsync($"{client}/erase", new { reason = "asked", confirm = true }, Cancellation);
        (await Json.ReadAsync(done)).GetProperty("events").GetInt32().ShouldBe(1);
        using var resend = await admin.PostAsJsonAsync($"/api/messages/{_sent}/resend", new { again = true }, Cancellation);
        (await Json.ReadAsync(resend)).Text("detail").ShouldNotBeNull().ShouldContain("erased");
    }
}
