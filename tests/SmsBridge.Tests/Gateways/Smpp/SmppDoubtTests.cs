using System.Globalization;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Tests.Gateways.Contract;

namespace SmsBridge.Tests.Gateways.Smpp;

/// <summary>A receipt that comes in the moment its SMS is answered, while an earlier SMS to the same number is in doubt.</summary>
public sealed class SmppDoubtTests : IAsyncLifetime
{
    private const int Clients = 60;

    private readonly SmppStage _stage = new();

    public async ValueTask InitializeAsync() => await _stage.SetUpAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    /// <summary>The answer is stored before, between or after the looks for its SMS: at each client a little later. Whatever comes of it, the SMS in doubt has nothing to do with it.</summary>
    [Fact]
    public async Task It_is_never_taken_for_the_one_in_doubt()
    {
        var first = new List<long>();
        for (var client = 0; client < Clients; client++)
        {
            first.Add(await _stage.SendAsync(NumberOf(client)));
        }

        first.ShouldBeUnique();
        first.ShouldAllBe(id => id > 0);
        await _stage.App.MeddleAsync("UPDATE attempt SET provider_id = NULL");
        await _stage.App.MeddleAsync(
            "UPDATE message SET provider_id = NULL, status = @status, reason = @reason", new { status = (int)MessageStatus.DeadLettered, reason = Reasons.OutcomeUnknown });

        var second = new List<long>();
        for (var client = 0; client < Clients; client++)
        {
            var (to, told) = (client, Task.FromResult(SmppStatus.Ok));
            _stage.Smsc.IdOf = number =>
            {
                var id = number.ToString("x8", CultureInfo.InvariantCulture);
                told = ReportAsync(to, id);
                return id;
            };
            second.Add(await _stage.SendAsync(NumberOf(client), "Another text."));
            (await told).ShouldBe(SmppStatus.Ok);
        }

        second.ShouldAllBe(id => id > 0);
        await _stage.LookAgainAsync(); // for what overtook its answer
        foreach (var (doubted, answered) in first.Zip(second))
        {
            (await _stage.MessageAsync(doubted)).ShouldBe((MessageStatus.DeadLettered, Reasons.OutcomeUnknown, null));
            (await _stage.StatusAsync(answered)).ShouldBe(MessageStatus.Delivered);
        }
    }

    private static string NumberOf(int client) => FormattableString.Invariant($"+2547123{client:d5}");

    private async Task<uint> ReportAsync(int client, string id)
    {
        await Task.Yield();
        Thread.SpinWait(client * 2_000);
        return await _stage.Smsc.DeliverAsync(StandInSmsc.ReceiptOf(new TakenSms(id, NumberOf(client), "MyBank", "", null, null, _stage.App.Clock.GetUtcNow()), StandInNews.Delivered));
    }
}
