using System.Net;
using SmsBridge.CommandLine;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Alarms;

/// <summary>The test button, its API and <c>smsbridge alarms</c>; and settings that can not be used.</summary>
public class AlarmFacesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_test_button_tells_the_receiver_and_the_page_says_how_that_went()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        using var admin = stage.Console.As("Admin;*");

        var sent = await ConsolePages.SubmitAsync(admin, "/console/operators", "alarm-duty");
        stage.Receiver.Behaviour = _ => new StandInBehaviour(404);
        var failed = await ConsolePages.SubmitAsync(admin, "/console/operators", "alarm-duty");

        sent.ShouldContain("A test went to duty: see whether it arrived.");
        failed.ShouldContain("duty: The receiver answers with HTTP status 404.");
        failed.ShouldNotContain(stage.Receiver.Url.AbsoluteUri);
        System.Text.Encoding.UTF8.GetString(stage.Receiver.Received[0].Body).ShouldContain("\"type\":\"alarm.test\"");
        (await stage.App.QueryAsync<string>("SELECT subject FROM audit WHERE action = 'alarm_test'")).ShouldBe(["duty", "duty"]);
    }

    [Fact]
    public async Task A_test_does_not_put_off_the_next_alarm()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        await stage.PauseAsync(await stage.App.NewTenantAsync());
        using var answer = await stage.Console.PostAsync("/api/alarms/duty/test", "Admin;*");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await stage.AfterMinutesAsync(1)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("Viewer;*", HttpStatusCode.Forbidden)]
    [InlineData("TenantAdmin;tenant-1", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Only_admins_see_and_test_them(string? who, HttpStatusCode expected)
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        using var client = stage.Console.As(who);

        (await client.GetAsync("/api/alarms", Cancellation)).StatusCode.ShouldBe(expected);
        (await client.PostAsync("/api/alarms/duty/test", content: null, Cancellation)).StatusCode.ShouldBe(expected);

        stage.Receiver.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_api_lists_receivers_without_their_addresses()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        using var client = stage.Console.As("Admin;*");

        var text = await client.GetStringAsync("/api/alarms", Cancellation);
        using var missing = await stage.Console.PostAsync("/api/alarms/nobody/test", "Admin;*");

        text.ShouldContain("\"name\":\"duty\"");
        text.ShouldNotContain(stage.Receiver.Url.Authority);
        text.ShouldNotContain(AlarmStage.Secret);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_command_line_lists_them_and_tests_one_or_all()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        await using var cli = await Cli.BesideAsync(stage.App, Cancellation);

        var list = await cli.RunAsync("alarms", "list", "--json");
        var one = await cli.RunAsync("alarms", "test", "duty");
        var all = await cli.RunAsync("alarms", "test", "--json");
        var missing = await cli.RunAsync("alarms", "test", "nobody");
        stage.Receiver.Behaviour = _ => new StandInBehaviour(500);
        var failing = await cli.RunAsync("alarms", "test", "duty");

        list.Json.GetProperty("receivers").EnumerateArray().Select(receiver => receiver.Text("name")).ShouldBe(["log", "duty"]);
        (one.ExitCode, one.Out.Trim()).ShouldBe((ExitCodes.Done, "A test went to duty: see whether it arrived."));
        all.Json.Text("words").ShouldBe("A test went to log, duty: see whether it arrived.");
        (missing.ExitCode, missing.Error.Trim()).ShouldBe((ExitCodes.Failed, "There is no receiver nobody in Alarms:Receivers."));
        (failing.ExitCode, failing.Error.Trim()).ShouldBe((ExitCodes.TryAgain, "duty: The receiver answers with HTTP status 500."));
        stage.Receiver.Received.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("Receivers:duty:Kind=Mail", "Alarms:Receivers:duty:To must be")]
    [InlineData("Receivers:duty:Kind=Mail;Receivers:duty:To=a@example.org", "Alarms:Mail:Host: no mail server is named")]
    [InlineData("Receivers:duty:Kind=Mail;Receivers:duty:To=a@example.org;Mail:Host=mail;Mail:From=me@example.org;Mail:Security=None", "Alarms:Mail:Security may be None only")]
    [InlineData("Receivers:duty:Kind=Webhook;Receivers:duty:Url=ftp://x;Receivers:duty:Secret=whsec_AAAA", "Alarms:Receivers:duty:Url must be an http(s) URL")]
    [InlineData("Receivers:duty:Kind=Webhook;Receivers:duty:Url=https://example.org", "Alarms:Receivers:duty:Secret must be whsec_")]
    [InlineData("Receivers:log:Kind=Slack;Receivers:log:Url=https://example.org", "not 'log'")]
    [InlineData("Receivers:duty:Kind=Slack;Receivers:duty:Url=https://example.org;Receivers:duty:After=-01:00:00", "Alarms:Receivers:duty:After must be between")]
    [InlineData("Repeat=00:10:00", "Repeat must be between")]
    [InlineData("Receivers:duty:Kind=Mail;Receivers:duty:To=a@example.org;Mail:Host=mail;Mail:From=me@example.org;Mail:AdditionalCaFile=/nowhere.pem", "Alarms:Mail:AdditionalCaFile: ")]
    public async Task A_setting_that_can_not_be_used_is_named_at_the_start(string settings, string named)
    {
        await using var cli = await Cli.AloneAsync(Cancellation);
        foreach (var (name, value) in settings.Split(';').Select(setting => (setting.Split('=')[0], setting.Split('=')[1])))
        {
            cli.Settings[$"Alarms:{name}"] = value;
        }

        var refused = await cli.RunAsync("alarms", "list");

        refused.ExitCode.ShouldBe(ExitCodes.Settings);
        refused.Error.ShouldContain(named);
    }
}
