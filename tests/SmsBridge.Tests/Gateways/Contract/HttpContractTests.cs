using System.Net;
using System.Net.Http.Json;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>A gateway that the settings describe, with our own name in its reports.</summary>
public sealed class HttpContractTests : GatewayContract
{
    internal override ProviderStage Create() => new HttpStage();

    [Fact]
    public async Task A_report_with_a_member_whose_name_is_no_text_is_read()
    {
        var id = await Stage.SendAsync();
        var gateway = ((HttpStage)Stage).Gateway;
        var report = gateway.ReportOf(gateway.Taken[0], StandInNews.Delivered);
        var body = (await report.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd('}');
        report.Content = new StringContent($$"""{{body}},"\ud800status":"UNDELIV"}""");

        (await Stage.PostAsync(report)).ShouldBe(HttpStatusCode.OK);

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
    }

    /// <summary>Some read the answer to their report, and send it again where it is not the one they know.</summary>
    [Theory]
    [InlineData(null, "OK")]
    [InlineData("ACK/Jasmin", "ACK/Jasmin")]
    public async Task A_report_is_answered_as_the_gateway_wants_to_read_it(string? setting, string answered)
    {
        await using var stage = new HttpStage { More = setting is null ? [] : new(StringComparer.Ordinal) { ["ReportAnswer"] = setting } };
        await stage.SetUpAsync();
        await stage.SendAsync();
        using var caller = stage.App.CreateCaller("https");
        using var report = stage.ReportOf(0, StandInNews.Delivered);

        using var answer = await caller.SendAsync(report, TestContext.Current.CancellationToken);

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(answered);
    }

    /// <summary>Some try an address with an empty list before they take it, and mail people about what is refused.</summary>
    [Theory]
    [InlineData("[]", 200)]
    [InlineData("""[{"ref":"submission-12765","status":"DELIVRD"}]""", 200)] // another program's
    [InlineData("""{"status":"DELIVRD"}""", 200)] // of an SMS that was written on its site
    [InlineData("{}", 400)]
    [InlineData("""[{"ref":"1.1.1"}]""", 400)]
    [InlineData("Hello", 400)]
    public async Task What_is_about_nothing_of_ours_is_answered_too(string body, int status) => ((int)await Stage.PostAsync(
        new HttpRequestMessage(HttpMethod.Post, Stage.AddressOf("local")) { Content = new StringContent(body) })).ShouldBe(status);

    [Theory]
    [InlineData("..", "routes[0].sender")]
    [InlineData("Own", null)]
    public async Task A_route_with_a_sender_of_dots_is_refused(string sender, string? field)
    {
        using var caller = Stage.Tenant.CreateCaller();
        using var set = await caller.PutAsJsonAsync(
            $"/modules/sms/routes/{Stage.Tenant.Id}", new { routes = new[] { new { name = "one", account = "registered", sender } } }, TestContext.Current.CancellationToken);

        set.StatusCode.ShouldBe(field is null ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity);
        field.ShouldBe(field is null ? null : (await Json.ReadAsync(set)).Text("field"));
    }
}

/// <summary>The same with the gateway's ids alone.</summary>
public sealed class HttpByIdContractTests : GatewayContract
{
    internal override ProviderStage Create() => new HttpStage { IsKnownByReference = false };
}

internal sealed class HttpStage : ProviderStage
{
    public StandInHttpGateway Gateway { get; private set; } = null!;

    public bool IsKnownByReference { get; init; } = true;

    public bool BringsReplies { get; init; } = true;

    /// <summary>Settings of the description that are other than the contract's.</summary>
    public Dictionary<string, string> More { get; init; } = [];

    public override bool CanFind => false;

    public override bool CanPoll => false;

    public override bool ReportsSettleDoubt => IsKnownByReference;

    public override Price? Price => SmsBridge.Messages.Price.Read("0.45", "KES");

    public override StandInFaults Faults => Gateway.Faults;

    public override IReadOnlyList<(string To, string Text)> Taken => [.. Gateway.Taken.Select(sms => (sms.To, sms.Text))];

    /// <summary>The settings that describe the stand-in: also those of docs/providers.md.</summary>
    public static Dictionary<string, string> Settings(Uri url, bool byReference = true, string name = "local")
    {
        var at = $"Http:Providers:{name}:";
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [at + "Url"] = new Uri(url, "/send").AbsoluteUri,
            [at + "Headers:Authorization"] = "Bearer {token}",
            [at + "Json"] = """{"to":"{to}","from":"{from}","text":"{text}","ref":"{reference}","callback":"{reports}"}""",
            [at + "Answers:0:Means"] = "Accepted",
            [at + "Answers:0:Field"] = "status",
            [at + "Answers:0:Pattern"] = "^queued$",
            [at + "Id"] = "messages.0.id",
            [at + "Price"] = "price",
            [at + "Currency"] = "currency",
            [at + "ReportPrice"] = "price",
            [at + "ReportStatus"] = "status",
            [at + "ReportError"] = "err",
            [at + "ReportId"] = "id",
            [at + "ReportWords:DELIVRD"] = "Delivered",
            [at + "ReportWords:UNDELIV"] = "Undelivered",
            [at + "ReportWords:BLOCKED"] = "OptedOut",
            [at + "ReportWords:ENROUTE"] = "Sent",
            [at + "ReplyFrom"] = "sender",
            [at + "ReplyText"] = "text",
            [at + "ReplyTo"] = "recipient",
            [at + "ReplyId"] = "id",
        };
        if (byReference)
        {
            settings[at + "ReportReference"] = "ref";
        }

        (string Means, string Status, string Pattern)[] refusals =
        [
            ("Permanent", "200", "^E21$"), ("OptedOut", "200", "^E30$"), ("Sender", "200", "^E40$"), ("Credentials", "200, 401", "^(E50|AUTH)$"), ("Throttled", "429", "^RATE$"),
        ];
        for (var index = 0; index < refusals.Length; index++)
        {
            var rule = FormattableString.Invariant($"{at}Answers:{index + 1}:");
            settings[rule + "Means"] = refusals[index].Means;
            settings[rule + "Status"] = refusals[index].Status;
            settings[rule + "Field"] = "code";
            settings[rule + "Pattern"] = refusals[index].Pattern;
            settings[rule + "Code"] = "code";
            settings[rule + "Words"] = "message";
        }

        return settings;
    }

    public override void Refuse(StandInRefusal refusal) => Gateway.Refuse(refusal);

    public override HttpRequestMessage ReportOf(int index, StandInNews news) => Gateway.ReportOf(Gateway.Taken[index], news);

    public override Task<HttpStatusCode> ReportStrangeAsync(StandInNews news) =>
        PostAsync(Gateway.ReportOf(Gateway.Taken[0] with { Id = "anothers", Reference = "999999.1.1700000000000" }, news));

    public override bool RepeatIds()
    {
        Gateway.SameId = "7";
        return !IsKnownByReference;
    }

    public override HttpRequestMessage ForgeryOf(int index, StandInNews news) =>
        Gateway.ReportOf(Gateway.Taken[index], news, StrangeAddressOf("local"));

    public override HttpRequestMessage ReplyOf(StandInReply reply) => Gateway.ReplyOf(reply, AddressOf("local"));

    public override HttpRequestMessage ForgedReplyOf(StandInReply reply) => Gateway.ReplyOf(reply, StrangeAddressOf("local"));

    protected override async Task StartAsync()
    {
        Gateway = new StandInHttpGateway(App.Clock);
        await Gateway.StartAsync();
        foreach (var (key, value) in Settings(Gateway.Url, IsKnownByReference).Where(setting => BringsReplies || !setting.Key.Contains(":Reply", StringComparison.Ordinal)))
        {
            App.Settings[key] = value;
        }

        foreach (var (key, value) in More)
        {
            App.Settings[$"Http:Providers:local:{key}"] = value;
        }
    }

    protected override async Task StopAsync() => await Gateway.DisposeAsync();

    protected override void Register(Dictionary<string, string> registration)
    {
        registration["smsProvider"] = "local";
        registration["smsProviderAccountId"] = "bank-account";
        registration["smsProviderToken"] = StandInHttpGateway.Token;
        registration["phoneNo"] = "MyBank";
    }
}
