using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Primitives;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Contract;

public sealed class TwilioContractTests : GatewayContract
{
    internal override ProviderStage Create() => new TwilioStage();
}

/// <summary>The stand-in Twilio, which says nothing by itself: the contract decides what it reports, and in which order.</summary>
internal sealed class TwilioStage : ProviderStage
{
    private const string OtherSid = "AC00000000000000000000000000000002";
    private const string OtherToken = "fedcba9876543210fedcba9876543210";
    private const string OtherSender = "+12025550199";

    private StandInTwilio _twilio = null!;

    public override bool CanFind => true;

    public override bool CanPoll => true;

    public override StandInFaults Faults => _twilio.Faults;

    public override IReadOnlyList<(string To, string Text)> Taken => [.. _twilio.Messages.Select(message => (message.To, message.Body))];

    public override void Refuse(StandInRefusal refusal) => Faults.Next(refusal switch
    {
        StandInRefusal.WrongNumber => new StandInFault.Error(400, 21211),
        StandInRefusal.OptedOut => new StandInFault.Error(400, 21610),
        StandInRefusal.WrongSender => new StandInFault.Error(400, 21212),
        StandInRefusal.Throttled => new StandInFault.Error(429, 20429),
        _ => new StandInFault.Error(401, 20003),
    });

    public override HttpRequestMessage ReportOf(int index, StandInNews news) => Signed(index, news, Some.AuthToken);

    public override bool TakesStrangeReports => false;

    public override Task<HttpStatusCode> ReportStrangeAsync(StandInNews news) => PostAsync(Signed(
        $"{PublicUrl}/twilio/status/999999",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AccountSid"] = Some.AccountSid, ["MessageSid"] = "SM" + new string('f', 32), ["MessageStatus"] = news == StandInNews.Delivered ? "delivered" : "undelivered",
        }, Some.AuthToken));

    public override HttpRequestMessage ForgeryOf(int index, StandInNews news) => Signed(index, news, new string('f', 32));

    public override HttpRequestMessage ReplyOf(StandInReply reply) => Reply(reply, Some.AuthToken);

    public override HttpRequestMessage ForgedReplyOf(StandInReply reply) => Reply(reply, new string('f', 32));

    /// <summary>To another account of the same provider's.</summary>
    public override Task LeaveAsync() => ChangeAsync(new { smsProviderAccountId = OtherSid, smsProviderToken = OtherToken, phoneNo = OtherSender });

    public override Task SettleAsync(int index, StandInNews news) => _twilio.FinishAsync(Token);

    protected override async Task StartAsync()
    {
        _twilio = await StandInTwilio.StartAsync(new StandInTwilioOptions { SendCallbacks = false }, App.Clock);
        _twilio.AddAccount(Some.AccountSid, Some.AuthToken, [Some.Sender]);
        _twilio.AddAccount(OtherSid, OtherToken, [OtherSender]);
        App.Settings["Twilio:BaseUrl"] = _twilio.Url.GetLeftPart(UriPartial.Authority);
        App.Replacements.Add(services => services
            .RemoveAll<ISmsGateway>().AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<TwilioGateway>()));
    }

    protected override async Task StopAsync() => await _twilio.DisposeAsync();

    protected override void Register(Dictionary<string, string> registration)
    {
        // As SmsBridgeApp registers.
    }

    private HttpRequestMessage Signed(int index, StandInNews news, string token)
    {
        var message = _twilio.Messages[index];
        var url = message.StatusCallback!.Split('#')[0];
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AccountSid"] = Some.AccountSid, ["MessageSid"] = message.Sid,
            ["MessageStatus"] = news switch { StandInNews.Delivered => "delivered", StandInNews.Failed or StandInNews.Blocked => "undelivered", _ => "sent" },
        };
        if (news is StandInNews.Failed or StandInNews.Blocked)
        {
            form["ErrorCode"] = news == StandInNews.Failed ? "30005" : "21610";
        }

        return Signed(url, form, token);
    }

    private HttpRequestMessage Reply(StandInReply reply, string token) => Signed($"{PublicUrl}/twilio/inbound/{TenantName}", new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["MessageSid"] = $"SM{reply.Id.PadLeft(32, '0')}", ["AccountSid"] = Some.AccountSid, ["From"] = reply.From, ["To"] = Some.Sender, ["Body"] = reply.Text,
    }, token);

    private static HttpRequestMessage Signed(string url, Dictionary<string, string> form, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add(TwilioSignature.Header, TwilioSignature.Compute(token, url, form.Select(pair => KeyValuePair.Create(pair.Key, new StringValues(pair.Value)))));
        return request;
    }
}
