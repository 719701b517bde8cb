using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Vonage;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>With the signature secret: what is not signed with it is forged, whoever knows the address.</summary>
public sealed class VonageSignedContractTests : GatewayContract
{
    internal override ProviderStage Create() => new VonageStage { IsSigned = true };
}

/// <summary>Without: the address is the proof.</summary>
public sealed class VonageContractTests : GatewayContract
{
    internal override ProviderStage Create() => new VonageStage();

    [Fact]
    public async Task What_a_text_is_registered_under_is_told_with_it_and_with_no_other()
    {
        await Stage.SendAsync();
        await Stage.SendRegisteredAsync();

        var calls = ((VonageStage)Stage).Vonage.Calls.Where(call => call.Method == "POST").Select(call => call.Body).ToList();
        calls[0].ShouldNotContain("content_id");
        calls[1].ShouldContain("\"sms\":{\"content_id\":\"1107161\",\"entity_id\":\"1101161\"}");
    }

    [Fact]
    public async Task Two_in_doubt_to_one_number_are_told_apart_by_our_reference()
    {
        Stage.Faults.Next(new StandInFault.AcceptThenDropConnection(), new StandInFault.AcceptThenDropConnection());
        var first = await Stage.SendAsync();
        var second = await Stage.SendAsync(text: "Another.");

        await Stage.ReportAsync(1, StandInNews.Delivered);
        await Stage.ReportAsync(0, StandInNews.Failed);

        (await Stage.StatusAsync(first)).ShouldBe(MessageStatus.Undelivered);
        (await Stage.StatusAsync(second)).ShouldBe(MessageStatus.Delivered);
    }
}

/// <summary>A tenant that changes from an account whose reports are signed to one whose are not.</summary>
public sealed class VonageAccountChangeTests : IAsyncLifetime
{
    private readonly VonageStage _stage = new() { IsSigned = true };

    public async ValueTask InitializeAsync() => await _stage.SetUpAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task What_is_about_an_sms_of_the_signing_account_has_to_be_signed_by_it()
    {
        var first = await _stage.SendAsync();
        using var caller = _stage.Tenant.CreateCaller();
        using var changed = await caller.PatchAsJsonAsync(
            _stage.Tenant.ConfigurationUrl, new { smsProviderAccountId = StandInVonage.OtherKey, smsProviderSharedKey = "" }, TestContext.Current.CancellationToken);
        changed.IsSuccessStatusCode.ShouldBeTrue(await changed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var second = await _stage.SendAsync("+254711000112");

        (await _stage.PostAsync(_stage.ForgeryOf(0, StandInNews.Delivered))).ShouldBe(HttpStatusCode.Forbidden);
        (await _stage.StatusAsync(first)).ShouldBe(MessageStatus.Sent);
        await _stage.PostAsync(_stage.ForgeryOf(1, StandInNews.Delivered)); // of an account without a secret: the address is the proof
        (await _stage.StatusAsync(second)).ShouldBe(MessageStatus.Delivered);
        await _stage.ReportAsync(0, StandInNews.Delivered);
        (await _stage.StatusAsync(first)).ShouldBe(MessageStatus.Delivered);
    }

    [Fact]
    public async Task An_sms_of_a_registration_before_is_reported_by_its_own_signature()
    {
        var first = await _stage.SendAsync();
        await _stage.DeleteAsync();
        _stage.Key = StandInVonage.OtherKey;
        var again = await _stage.RegisterAsync("bank");
        using var caller = again.CreateCaller();
        using var changed = await caller.PatchAsJsonAsync(again.ConfigurationUrl, new { smsProviderSharedKey = "another-secret-of-the-account" }, TestContext.Current.CancellationToken);
        changed.IsSuccessStatusCode.ShouldBeTrue(await changed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        (await _stage.PostAsync(_stage.ForgeryOf(0, StandInNews.Delivered))).ShouldBe(HttpStatusCode.Forbidden);
        (await _stage.StatusAsync(first)).ShouldBe(MessageStatus.Sent);
        (await _stage.ReportAsync(0, StandInNews.Delivered)).ShouldBe(HttpStatusCode.OK);
        (await _stage.StatusAsync(first)).ShouldBe(MessageStatus.Delivered);
    }
}

internal sealed class VonageStage : ProviderStage
{
    public StandInVonage Vonage { get; private set; } = null!;

    public bool IsSigned { get; init; }

    /// <summary>Of the next registration.</summary>
    public string Key { get; set; } = StandInVonage.Key;

    public override bool CanFind => false;

    public override bool CanPoll => false;

    public override Price? Price => SmsBridge.Messages.Price.Read("0.0333", "EUR");

    public override StandInFaults Faults => Vonage.Faults;

    public override IReadOnlyList<(string To, string Text)> Taken => [.. Vonage.Taken.Select(sms => (sms.To, sms.Text))];

    public override void Refuse(StandInRefusal refusal) => Vonage.Refuse(refusal);

    public override HttpRequestMessage ReportOf(int index, StandInNews news) => Vonage.ReportOf(Vonage.Taken[index], news);

    public override Task<HttpStatusCode> ReportStrangeAsync(StandInNews news) =>
        PostAsync(Vonage.ReportOf(Vonage.Taken[0] with { Id = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab", Reference = "999999.1.1700000000000" }, news));

    public override bool RepeatIds()
    {
        Vonage.SameId = "aaaaaaaa-bbbb-4ccc-8ddd-000000000007";
        return true;
    }

    public override HttpRequestMessage ForgeryOf(int index, StandInNews news) =>
        IsSigned ? Forged(() => ReportOf(index, news)) : Vonage.ReportOf(Vonage.Taken[index], news, StrangeAddressOf(VonageGateway.Name));

    /// <summary>With the right address, and another's signature.</summary>
    private HttpRequestMessage Forged(Func<HttpRequestMessage> make)
    {
        var own = Vonage.SignatureSecret;
        Vonage.SignatureSecret = "somebody-elses";
        var forged = make();
        Vonage.SignatureSecret = own;
        return forged;
    }

    public override HttpRequestMessage ReplyOf(StandInReply reply) => Vonage.ReplyOf(reply, AddressOf(VonageGateway.Name));

    public override HttpRequestMessage ForgedReplyOf(StandInReply reply) =>
        IsSigned ? Forged(() => ReplyOf(reply)) : Vonage.ReplyOf(reply, StrangeAddressOf(VonageGateway.Name));

    protected override async Task StartAsync()
    {
        Vonage = new StandInVonage(App.Clock);
        await Vonage.StartAsync();
        App.Settings["Vonage:BaseUrl"] = Vonage.Url.GetLeftPart(UriPartial.Authority);
        App.Replacements.Add(services => services.AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<VonageGateway>()));
    }

    protected override async Task RegisteredAsync()
    {
        if (IsSigned)
        {
            using var caller = Tenant.CreateCaller();
            using var answer = await caller.PatchAsJsonAsync(Tenant.ConfigurationUrl, new { smsProviderSharedKey = Vonage.SignatureSecret }, Token);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Token));
        }
    }

    protected override async Task StopAsync() => await Vonage.DisposeAsync();

    protected override void Register(Dictionary<string, string> registration)
    {
        registration["smsProvider"] = "vonage";
        registration["smsProviderAccountId"] = Key;
        registration["smsProviderToken"] = StandInVonage.Secret;
        registration["phoneNo"] = "MyBank";
    }
}
