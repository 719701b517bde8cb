using System.Net;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>An SMSC that the settings describe, as <c>smpp</c>.</summary>
internal sealed class SmppStage : ProviderStage
{
    public const string Name = "smpp";

    public StandInSmsc Smsc { get; private set; } = null!;

    public Dictionary<string, string> More { get; init; } = [];

    /// <summary>Of the next registration.</summary>
    public string SystemId { get; set; } = StandInSmsc.SystemId;

    public override bool CanFind => false;

    public override bool CanPoll => false;

    public override bool TellsWhoBlocks => false;

    public override StandInFaults Faults => Smsc.Faults;

    public override IReadOnlyList<(string To, string Text)> Taken => [.. Smsc.Taken.Select(sms => (sms.To, sms.Text))];

    public override void Refuse(StandInRefusal refusal) => Smsc.Refuse(refusal);

    /// <summary>Reports come by the session.</summary>
    public override HttpRequestMessage ReportOf(int index, StandInNews news) => throw new NotSupportedException();

    public override async Task<HttpStatusCode> ReportStrangeAsync(StandInNews news) =>
        await DeliverAsync(StandInSmsc.ReceiptOf(Smsc.Taken[0], news, "another")) == SmppStatus.Ok ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;

    public override bool RepeatIds()
    {
        Smsc.IdOf = static _ => "0000001f";
        return true;
    }

    /// <summary>Nothing that comes by HTTP is believed.</summary>
    public override HttpRequestMessage ForgeryOf(int index, StandInNews news) =>
        new(HttpMethod.Post, StrangeAddressOf(Name)) { Content = new StringContent($"id:{Smsc.Taken[index].Id} stat:UNDELIV") };

    public override bool RepliesHaveIds => false;

    /// <summary>Replies come by the session.</summary>
    public override HttpRequestMessage ReplyOf(StandInReply reply) => throw new NotSupportedException();

    public override HttpRequestMessage ForgedReplyOf(StandInReply reply) =>
        new(HttpMethod.Post, StrangeAddressOf(Name)) { Content = new StringContent($"from={reply.From}&to={reply.To}&text={reply.Text}") };

    public override async Task<HttpStatusCode> ReplyAsync(StandInReply reply) =>
        await DeliverAsync(StandInSmsc.ReplyOf(reply)) == SmppStatus.Ok ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;

    public override async Task<HttpStatusCode> ReportAsync(int index, StandInNews news) =>
        await DeliverAsync(StandInSmsc.ReceiptOf(Smsc.Taken[index], news)) == SmppStatus.Ok ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;

    /// <summary>By a session, which the bridge makes anew by itself.</summary>
    /// <returns>What it was answered with.</returns>
    public async Task<uint> DeliverAsync(SmppMessage message)
    {
        await BoundAsync();
        return await Smsc.DeliverAsync(message);
    }

    /// <summary>Until so many sessions are bound, as the bridge sees to by itself every few seconds.</summary>
    public Task BoundAsync(int sessions = 1) => Eventually.BecomesAsync(
        () =>
        {
            if (Smsc.Sessions < sessions)
            {
                App.Clock.Advance(TimeSpan.FromSeconds(5));
            }

            return Task.FromResult(Smsc.Sessions);
        }, count => count >= sessions, "the bridge to bind");

    /// <summary>A clock that moves by minutes in no time would end every attempt to bind.</summary>
    protected override Task BeforeStepAsync() => BoundAsync();

    protected override Task StartAsync()
    {
        Smsc = new StandInSmsc(App.Clock);
        Smsc.Start();
        App.Settings[$"Smpp:Providers:{Name}:Address"] = Smsc.Address.OriginalString;
        App.Settings[$"Smpp:Providers:{Name}:Statuses:0x410"] = "OptedOut";
        App.Settings[$"Smpp:Providers:{Name}:Statuses:0x411"] = "Credentials";
        App.Settings[$"Smpp:Providers:{Name}:EnquireInterval"] = "00:10:00";
        App.Settings[$"Smpp:Providers:{Name}:ConnectTimeout"] = "00:00:30";
        foreach (var (key, value) in More)
        {
            App.Settings[$"Smpp:Providers:{Name}:{key}"] = value;
        }

        return Task.CompletedTask;
    }

    protected override async Task StopAsync() => await Smsc.DisposeAsync();

    protected override void Register(Dictionary<string, string> registration)
    {
        registration["smsProvider"] = Name;
        registration["smsProviderAccountId"] = SystemId;
        registration["smsProviderToken"] = StandInSmsc.Password;
        registration["phoneNo"] = "MyBank";
    }
}
