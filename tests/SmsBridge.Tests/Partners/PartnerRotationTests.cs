using System.Net;
using SmsBridge.Operators;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Partners.Notices;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Partners;

/// <summary>New passwords and signing secrets, by page, API and command line: none ends what the partner uses unless somebody says so.</summary>
public sealed class PartnerRotationTests : IAsyncLifetime
{
    private const string Reference = "ReconM12";
    private const string Confirm = "confirm";
    private const string AtOnce = "atOnce";

    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private readonly NoticeStage _stage = new();
    private Cli _cli = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _cli.DisposeAsync();
        await _stage.DisposeAsync();
    }

    [Theory]
    [InlineData("page")]
    [InlineData("api")]
    [InlineData("command")]
    public async Task However_often_a_password_is_made_the_one_in_use_is_accepted_until_its_grace_ends(string way)
    {
        var (partner, first) = await StartAsync();

        var second = (await MakeAsync(way, partner, isPassword: true)).Secret!;
        _stage.App.Clock.Advance(TimeSpan.FromHours(2));
        var third = (await MakeAsync(way, partner, isPassword: true)).Secret!;
        var fourth = (await MakeAsync(way, partner, isPassword: true)).Secret!;
        var refused = await MakeAsync(way, partner, isPassword: true);

        refused.Secret.ShouldBeNull();
        refused.Words.ShouldContain("3 passwords before are still accepted, the first until");
        await AcceptedAsync(partner, true, first, second, third, fourth);
        _stage.App.Clock.Advance(Grace - TimeSpan.FromHours(2));
        await AcceptedAsync(partner, false, first);
        await AcceptedAsync(partner, true, second, third, fourth);
        var fifth = (await MakeAsync(way, partner, isPassword: true)).Secret!; // there is room again
        await AcceptedAsync(partner, true, second, third, fourth, fifth);

        var last = (await MakeAsync(way, partner, isPassword: true, AtOnce)).Secret!;
        await AcceptedAsync(partner, false, second, third, fourth, fifth);
        await AcceptedAsync(partner, true, last);
        (await OlderAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("page")]
    [InlineData("api")]
    [InlineData("command")]
    public async Task However_often_a_secret_is_made_the_one_in_use_signs_until_its_grace_ends(string way)
    {
        var (partner, _) = await StartAsync();

        var second = (await MakeAsync(way, partner, isPassword: false)).Secret!;
        _stage.App.Clock.Advance(TimeSpan.FromHours(2));
        var third = (await MakeAsync(way, partner, isPassword: false)).Secret!;
        var fourth = (await MakeAsync(way, partner, isPassword: false)).Secret!;

        (await MakeAsync(way, partner, isPassword: false)).Words.ShouldContain("3 secrets before are still signed with");
        (await SignersAsync(partner, partner.Secret, second, third, fourth)).ShouldBe([partner.Secret, second, third, fourth]); // the oldest first
        _stage.App.Clock.Advance(Grace - TimeSpan.FromHours(2));
        (await SignersAsync(partner, partner.Secret, second, third, fourth)).ShouldBe([second, third, fourth]);

        var last = (await MakeAsync(way, partner, isPassword: false, AtOnce)).Secret!;
        (await SignersAsync(partner, partner.Secret, second, third, fourth, last)).ShouldBe([last]);
        (await OlderAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("page", true)]
    [InlineData("page", false)]
    [InlineData("api", true)]
    [InlineData("api", false)]
    [InlineData("command", true)]
    [InlineData("command", false)]
    public async Task Where_there_is_no_grace_what_would_end_is_asked_about(string way, bool isPassword)
    {
        _stage.App.Settings["Partners:PreviousPasswordGrace"] = "00:00:00";
        _stage.App.Settings["Partners:PreviousSecretGrace"] = "00:00:00";
        var (partner, first) = await StartAsync();

        var asked = await MakeAsync(way, partner, isPassword);
        asked.Secret.ShouldBeNull();
        asked.Words.ShouldContain("would end now");
        await AcceptedAsync(partner, true, first);
        (await SignersAsync(partner, partner.Secret)).ShouldBe([partner.Secret]);

        var made = (await MakeAsync(way, partner, isPassword, Confirm)).Secret!;
        await AcceptedAsync(partner, !isPassword, first);
        (await SignersAsync(partner, partner.Secret, made)).ShouldBe([isPassword ? partner.Secret : made]);
        (await OlderAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_has_ended_leaves_no_older_secret_behind()
    {
        var (partner, first) = await StartAsync();
        await MakeAsync("command", partner, isPassword: true);
        await MakeAsync("command", partner, isPassword: false);
        var driver = new PartnerDriver(_stage.App, _stage.App.CreateCaller(), partner.Code, first);

        (await driver.DeleteAsync($"/webhook/{Reference}")).Status.ShouldBe(HttpStatusCode.OK);
        (await OlderAsync()).ShouldBe(1);
        (await _cli.RunAsync("partner", "remove", partner.Code, "--yes")).ExitCode.ShouldBe(0);
        (await OlderAsync()).ShouldBe(0);
    }

    private async Task<(TestPartner Partner, string Password)> StartAsync()
    {
        await _stage.InitializeAsync();
        _cli = await Cli.BesideAsync(_stage.App, TestContext.Current.CancellationToken);
        var partner = await _stage.AddPartnerAsync(await _stage.App.NewTenantAsync());
        return (partner, (await MakeAsync("command", partner, isPassword: true, AtOnce)).Secret!);
    }

    private async Task<(string? Secret, string Words)> MakeAsync(string way, TestPartner partner, bool isPassword, string? how = null)
    {
        if (way == "command")
        {
            string[] verb = isPassword ? ["partner", "rotate", partner.Code] : ["partner", "secret", partner.Code, Reference];
            var run = await _cli.RunAsync([.. verb, "--json", .. how is null ? Array.Empty<string>() : [how == Confirm ? "--yes" : "--at-once"]]);
            return run.ExitCode == 0 ? (run.Json.GetProperty(isPassword ? "password" : "secret").GetString(), "") : (null, run.Error);
        }

        using var admin = await _stage.App.SignInAsAsync(OperatorRole.Admin);
        if (way == "page")
        {
            var (url, form) = isPassword ? ($"/console/partners/{partner.Code}/access", "password") : ($"/console/partners/{partner.Code}", $"secret-{Reference}");
            var page = await SubmitAsync(admin, url, form, how is null ? [] : [(how == Confirm ? "confirm" : "at-once", "yes")]);
            return Secret(page) is { Length: > 0 } shown ? (shown, "") : (null, page);
        }

        var path = isPassword ? "password" : $"subscriptions/{Reference}/secret";
        using var answer = await admin.PostAsync($"/api/partners/{partner.Code}/{path}{(how is null ? "" : $"?{how}=true")}", null, TestContext.Current.CancellationToken);
        var json = await Json.ReadAsync(answer);
        return answer.StatusCode == HttpStatusCode.OK ? (json.GetProperty("value").GetString(), "") : (null, json.GetProperty("detail").GetString()!);
    }

    private async Task AcceptedAsync(TestPartner partner, bool accepted, params string[] passwords)
    {
        using var caller = _stage.App.CreateCaller();
        foreach (var password in passwords)
        {
            var reply = await new PartnerDriver(_stage.App, caller, partner.Code, password).GetAsync($"/webhook/{partner.Code}");
            reply.Status.ShouldBe(accepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        }
    }

    /// <summary>Which of the secrets sign an example, in the order of their signatures.</summary>
    private async Task<List<string>> SignersAsync(TestPartner partner, params string[] secrets)
    {
        partner.Receiver.Secrets = [];
        await _stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        await _stage.TellAsync();
        var notice = partner.Receiver.Received[^1];
        return [.. notice.Signature.Split(' ').Select(signature => Array.Find(secrets, secret => StandInPartner.IsSignedBy(notice with { Signature = signature }, secret)) ?? "another")];
    }

    private async Task<long> OlderAsync() => (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM older_secret"))[0];
}
