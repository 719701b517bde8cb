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

        await Eventually.BecomesAsync(() => Task.FromResult(Answers.Count()), count => count == 7, "a receipt of every part to be answered");
        await stage.LookAgainAsync(); // some may have overtaken the answer to their SMS
        foreach (var id in ids)
        {
            (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        }

        Answers.ShouldAllBe(status => status == 0);
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
}
