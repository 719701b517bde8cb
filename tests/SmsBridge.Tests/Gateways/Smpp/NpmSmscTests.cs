using System.Globalization;
using System.Text.Json;
using SmsBridge.Messages;
using SmsBridge.Tests.Gateways.Contract;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Smpp;

/// <summary>From the hook to an SMSC nobody here wrote (npm, <c>smpp</c>), and back: what we write others read, and the other way.</summary>
public sealed class NpmSmscTests : IAsyncLifetime
{
    private NpmProgram? _started;

    private NpmProgram Smsc => _started!;

    private IEnumerable<JsonElement> Submitted => Smsc.Told.Where(line => line.TryGetProperty("to", out _));

    private IEnumerable<int> Answers => Smsc.Told.Where(line => line.TryGetProperty("answered", out _)).Select(line => line.GetProperty("answered").GetInt32());

    public async ValueTask InitializeAsync() => _started = await NpmProgram.StartAsync("smpp", "smsc.mjs");

    public ValueTask DisposeAsync() => _started?.DisposeAsync() ?? ValueTask.CompletedTask; // null: skipped

    [Theory]
    [InlineData("Udh")]
    [InlineData("Sar")]
    public async Task It_reads_what_we_send_and_we_read_what_it_reports(string longTexts)
    {
        await using var stage = new SmppStage { More = { ["Address"] = $"smpp://127.0.0.1:{Smsc.Port}", ["LongTexts"] = longTexts } };
        await stage.SetUpAsync();
        string[] texts = ["Malipo ya KES 1,500 {asante} é €", "Оплата 1 500 ✓", string.Concat(Enumerable.Repeat("Malipo ya {KES} 1,500. ", 12)).Trim(), string.Concat(Enumerable.Repeat("Оплата. ", 20)).Trim()];

        var ids = new List<long>();
        foreach (var text in texts)
        {
            ids.Add(await stage.SendAsync(text: text));
        }

        await AnsweredAsync(stage, receipts: 7);
        foreach (var id in ids)
        {
            (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        }

        Submitted.ShouldAllBe(part =>
            part.GetProperty("to").GetString() == Some.Mobile.TrimStart('+') && part.GetProperty("from").GetString() == "MyBank"
            && part.GetProperty("ton").GetInt32() == 5 && part.GetProperty("npi").GetInt32() == 0);
        string.Concat(Submitted.Select(part => part.GetProperty("text").GetString())).ShouldBe(string.Concat(texts));
        var parts = Submitted.Skip(2).Select(part => longTexts == "Udh" ? part.GetProperty("udh").GetString()![^2..] : part.GetProperty("sar").GetInt32().ToString("x2", CultureInfo.InvariantCulture));
        parts.ShouldBe(["01", "02", "01", "02", "03"]);
    }

    [Fact]
    public async Task A_reply_that_it_delivers_is_heeded()
    {
        await using var stage = new SmppStage { More = { ["Address"] = $"smpp://127.0.0.1:{Smsc.Port}" } };
        await stage.SetUpAsync();

        await stage.SendAsync(text: "Reply, please.");
        await Eventually.BecomesAsync(() => Task.FromResult(Answers.Count()), count => count == 2, "receipt and reply to be answered");

        (await stage.MessageAsync(await stage.SendAsync(text: "Another text."))).Reason.ShouldBe(Reasons.OptedOut);
    }

    [Fact]
    public async Task Receipts_that_say_everything_in_fields_are_read()
    {
        await using var stage = new SmppStage { More = { ["Address"] = $"smpp://127.0.0.1:{Smsc.Port}" } };
        await stage.SetUpAsync();

        var (delivered, not) = (await stage.SendAsync(text: "Fields."), await stage.SendAsync(text: "Undeliverable."));
        await AnsweredAsync(stage, receipts: 2);

        (await stage.StatusAsync(delivered)).ShouldBe(MessageStatus.Delivered);
        (await stage.StatusAsync(not)).ShouldBe(MessageStatus.Undelivered);
    }

    [Fact]
    public async Task What_was_too_fast_is_sent_again_and_taken_once()
    {
        await using var stage = new SmppStage { More = { ["Address"] = $"smpp://127.0.0.1:{Smsc.Port}" } };
        await stage.SetUpAsync();

        var id = await stage.SendAsync(text: "Too fast.");
        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Queued);
        await stage.App.DrainAfterAsync(TimeSpan.FromMinutes(1));
        await AnsweredAsync(stage, receipts: 1);

        Submitted.Count().ShouldBe(1);
        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
    }

    /// <summary>The receipt of the second comes before the answer to the first.</summary>
    [Fact]
    public async Task Answers_in_another_order_go_to_their_own_SMS()
    {
        await using var stage = new SmppStage { More = { ["Address"] = $"smpp://127.0.0.1:{Smsc.Port}" } };
        await stage.SetUpAsync();
        using var first = await stage.Tenant.Hooks().PostSmsAsync("+254712000001", "Wait.", TestContext.Current.CancellationToken);
        using var second = await stage.Tenant.Hooks().PostSmsAsync("+254712000002", "Go.", TestContext.Current.CancellationToken);
        long[] ids = [(await HookReply.ReadAsync(first)).EventId, (await HookReply.ReadAsync(second)).EventId];

        await stage.App.DrainAsync();
        await AnsweredAsync(stage, receipts: 2);

        foreach (var (id, to) in ids.Zip(["254712000001", "254712000002"]))
        {
            var own = Submitted.Single(sms => sms.GetProperty("to").GetString() == to).GetProperty("id").GetString()!;
            string[] spellings = [$"smpp:{own}", $"smpp:{int.Parse(own, NumberStyles.HexNumber, CultureInfo.InvariantCulture):d10}"]; // the receipt's, where it was read first
            var (status, _, known) = await stage.MessageAsync(id);
            status.ShouldBe(MessageStatus.Delivered);
            spellings.ShouldContain(id => id == known);
        }
    }

    /// <summary>In doubt, and told by the receipt that the next session brings: it is not sent a second time.</summary>
    [Fact]
    public async Task What_it_takes_before_it_hangs_up_is_told_by_its_receipt()
    {
        await using var stage = new SmppStage { More = { ["Address"] = $"smpp://127.0.0.1:{Smsc.Port}" } };
        await stage.SetUpAsync();

        var id = await stage.SendAsync(text: "Hang up.");
        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Sending);
        await Eventually.BecomesAsync(
            () =>
            {
                stage.App.Clock.Advance(TimeSpan.FromSeconds(5)); // the bridge looks after its sessions
                return Task.FromResult(Answers.Count());
            }, count => count == 1, "the receipt by another session");

        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        await stage.App.DrainAfterAsync(TimeSpan.FromHours(1));
        Submitted.Count().ShouldBe(1);
    }

    /// <summary>All that it delivered was answered, and what overtook the answer to its SMS has found it.</summary>
    private async Task AnsweredAsync(SmppStage stage, int receipts)
    {
        await Eventually.BecomesAsync(() => Task.FromResult(Answers.Count()), count => count == receipts, "every receipt to be answered");
        Answers.ShouldAllBe(status => status == 0);
        await stage.LookAgainAsync();
    }
}
