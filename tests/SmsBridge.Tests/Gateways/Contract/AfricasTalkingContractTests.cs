using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Gateways.AfricasTalking;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Contract;

public sealed class AfricasTalkingContractTests : GatewayContract
{
    private AfricasTalkingStage Here => (AfricasTalkingStage)Stage;

    internal override ProviderStage Create() => new AfricasTalkingStage();

    [Fact]
    public async Task Of_two_sms_in_doubt_to_one_number_a_report_can_not_tell_which_and_settles_none()
    {
        Stage.Faults.Next(new StandInFault.AcceptThenDropConnection(), new StandInFault.AcceptThenDropConnection());
        var first = await Stage.SendAsync(text: "First.");
        var second = await Stage.SendAsync(text: "Second.");

        await Stage.ReportAsync(0, StandInNews.Delivered);
        await Stage.PassAsync(TimeSpan.FromHours(3));

        Stage.Taken.Count.ShouldBe(2);
        (await Stage.MessageAsync(first)).Reason.ShouldBe(Reasons.OutcomeUnknown);
        (await Stage.MessageAsync(second)).Reason.ShouldBe(Reasons.OutcomeUnknown);
    }

    [Fact]
    public async Task A_report_settles_it_also_after_it_was_given_up_for_a_person()
    {
        Stage.Faults.Next(new StandInFault.AcceptThenDropConnection());
        var id = await Stage.SendAsync();
        await Stage.PassAsync(TimeSpan.FromHours(3));
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.DeadLettered);

        await Stage.ReportAsync(0, StandInNews.Delivered);

        (await Stage.MessageAsync(id)).ShouldBe((MessageStatus.Delivered, null, Here.Provider.Taken[0].Id));
    }

    [Fact]
    public async Task Only_the_tenants_own_sms_in_doubt_are_told_by_their_number()
    {
        Stage.Faults.Next(new StandInFault.AcceptThenDropConnection());
        var id = await Stage.SendAsync();
        await Stage.RegisterAsync("other");

        await Stage.PostAsync(Here.Provider.ReportOf(Here.Provider.Taken[0], StandInNews.Delivered, Here.Address)); // of "other" by now

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sending);
    }
}

internal sealed class AfricasTalkingStage : ProviderStage
{
    public StandInAfricasTalking Provider { get; private set; } = null!;

    public override bool CanFind => false;

    public override bool CanPoll => false;

    public override Price? Price => SmsBridge.Messages.Price.Read("0.80", "KES");

    public override StandInFaults Faults => Provider.Faults;

    public override IReadOnlyList<(string To, string Text)> Taken => [.. Provider.Taken.Select(sms => (sms.To, sms.Text))];

    /// <summary>As it was given to the provider's dashboard.</summary>
    public Uri Address => AddressOf(AfricasTalkingGateway.Name);

    public override void Refuse(StandInRefusal refusal) => Provider.Refuse(refusal);

    public override HttpRequestMessage ReportOf(int index, StandInNews news) => Provider.ReportOf(Provider.Taken[index], news, Address);

    /// <summary>To the number of an SMS that is not in doubt.</summary>
    public override Task<HttpStatusCode> ReportStrangeAsync(StandInNews news) => PostAsync(Provider.ReportOf(Provider.Taken[0] with { Id = "ATXid_of_another_program" }, news, Address));

    public override bool RepeatIds()
    {
        Provider.SameId = "ATXid_7";
        return true;
    }

    public override HttpRequestMessage ForgeryOf(int index, StandInNews news) =>
        Provider.ReportOf(Provider.Taken[index], news, StrangeAddressOf(AfricasTalkingGateway.Name));

    public override HttpRequestMessage ReplyOf(StandInReply reply) => Provider.ReplyOf(reply, Address);

    public override HttpRequestMessage ForgedReplyOf(StandInReply reply) => Provider.ReplyOf(reply, StrangeAddressOf(AfricasTalkingGateway.Name));

    protected override async Task StartAsync()
    {
        Provider = new StandInAfricasTalking(App.Clock);
        await Provider.StartAsync();
        App.Settings["AfricasTalking:BaseUrl"] = Provider.Url.GetLeftPart(UriPartial.Authority);
        App.Replacements.Add(services => services.AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<AfricasTalkingGateway>()));
    }

    protected override async Task StopAsync() => await Provider.DisposeAsync();

    protected override void Register(Dictionary<string, string> registration)
    {
        registration["smsProvider"] = "AfricasTalking";
        registration["smsProviderAccountId"] = StandInAfricasTalking.User;
        registration["smsProviderToken"] = StandInAfricasTalking.Key;
        registration["phoneNo"] = "MyBank";
    }
}
