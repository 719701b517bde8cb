using System.Net;
using System.Text;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Simulator.Providers;
using SmsBridge.Tests.Gateways.Contract;
using SmsBridge.Tests.Outages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Smpp;

/// <summary>A client nobody here wrote (Debian's Kannel) at the stand-in SMSC: what the contract's tests are held against speaks as others do.</summary>
public sealed class KannelTests
{
    [Fact]
    public async Task It_binds_sends_and_understands_receipts_and_replies()
    {
        Assert.SkipUnless(File.Exists(KannelBoxes.BearerBox) && File.Exists(KannelBoxes.SmsBox), "Kannel is not installed: apt-get install kannel");
        await using var smsc = new StandInSmsc(TimeProvider.System) { IdOf = number => $"{number + 41}" };
        smsc.Start();
        await using var kannel = new KannelBoxes();
        await kannel.StartAsync(smsc);
        await Eventually.BecomesAsync(() => Task.FromResult(smsc.Sessions), count => count == 1, "Kannel to bind");
        string[] texts = ["Malipo {asante} é €", "Оплата ✓", string.Concat(Enumerable.Repeat("Malipo ya KES 1,500. ", 12)).Trim()];

        (await kannel.SendAsync(texts[0], coding: 0)).ShouldBe(HttpStatusCode.Accepted);
        await TakesAsync(smsc, 1);
        (await kannel.SendAsync(texts[1], coding: 2)).ShouldBe(HttpStatusCode.Accepted);
        await TakesAsync(smsc, 2);
        (await kannel.SendAsync(texts[2], coding: 0)).ShouldBe(HttpStatusCode.Accepted);
        await TakesAsync(smsc, 3);

        smsc.Taken.Select(sms => (sms.To, sms.From, sms.Text)).ShouldBe(texts.Select(text => ("+254712345678", "MyBank", text)));
        smsc.Binds.ShouldHaveSingleItem().ShouldBe(new SmppBind(StandInSmsc.SystemId, StandInSmsc.Password, ""));
        await Eventually.BecomesAsync(() => Task.FromResult(kannel.Calls.Count(call => call == "/report?type=8")), count => count >= 2, "Kannel to say that the SMSC took them");

        (await smsc.DeliverAsync(StandInSmsc.ReceiptOf(smsc.Taken[0], StandInNews.Delivered))).ShouldBe(SmppStatus.Ok);
        (await smsc.DeliverAsync(StandInSmsc.ReceiptOf(smsc.Taken[1], StandInNews.Failed))).ShouldBe(SmppStatus.Ok);
        (await smsc.DeliverAsync(new SmppMessage(new SmppAddress(1, 1, "254712345678"), new SmppAddress(3, 0, "22141")) { ShortMessage = Encoding.ASCII.GetBytes("STOP") }))
            .ShouldBe(SmppStatus.Ok);

        await CallsAsync(kannel, "/report?type=1");
        await CallsAsync(kannel, "/report?type=2");
        await CallsAsync(kannel, "/reply?from=%2B254712345678&text=STOP");
        await Eventually.BecomesAsync(() => Task.FromResult(smsc.Others.Any(pdu => pdu.Command == SmppCommand.EnquireLink)), isSo => isSo, "Kannel to ask whether the SMSC is there");
        smsc.Sessions.ShouldBe(1, "it has no reason to come back");
    }

    /// <summary>The recipe of docs/providers.md, on the way back.</summary>
    [Fact]
    public async Task What_a_client_writes_to_it_comes_to_the_bridge()
    {
        Assert.SkipUnless(File.Exists(KannelBoxes.BearerBox) && File.Exists(KannelBoxes.SmsBox), "Kannel is not installed: apt-get install kannel");
        await using var stage = new HttpStage { More = { ["ReplyFrom"] = "from", ["ReplyText"] = "text", ["ReplyTo"] = "to", ["ReplyId"] = "id" } };
        await stage.SetUpAsync();
        await using var doorway = await Doorway.OpenAsync(TestContext.Current.CancellationToken);
        doorway.LeadTo(stage.App.CreateCaller());
        await using var smsc = new StandInSmsc(TimeProvider.System);
        smsc.Start();
        await using var kannel = new KannelBoxes { ReplyTo = new Uri(doorway.Url, stage.AddressOf("local").AbsolutePath).AbsoluteUri };
        await kannel.StartAsync(smsc);
        await Eventually.BecomesAsync(() => Task.FromResult(smsc.Sessions), count => count == 1, "Kannel to bind");

        (await smsc.DeliverAsync(StandInSmsc.ReplyOf(new StandInReply("", Some.Mobile, "22141", "Stop all.")))).ShouldBe(SmppStatus.Ok);

        await Eventually.BecomesAsync(
            () => stage.App.QueryAsync<string>("SELECT number || ' ' || sender FROM opt_out WHERE lifted_at IS NULL"), rows => rows.Count > 0, "Kannel to bring the STOP");
        (await stage.App.QueryAsync<string>("SELECT number || ' ' || sender FROM opt_out WHERE lifted_at IS NULL")).ShouldBe([$"{Some.Mobile} 22141"]);
        (await stage.App.QueryAsync<string>("SELECT reply_id FROM opt_out_reply")).ShouldHaveSingleItem().ShouldStartWith("local:"); // its own id
    }

    private static Task TakesAsync(StandInSmsc smsc, int count) => Eventually.BecomesAsync(() => Task.FromResult(smsc.Taken.Count), taken => taken == count, $"SMS {count} to be taken");

    private static Task CallsAsync(KannelBoxes kannel, string call) =>
        Eventually.BecomesAsync(() => Task.FromResult(string.Join(' ', kannel.Calls)), calls => calls.Split(' ').Contains(call, StringComparer.Ordinal), $"Kannel to call {call}");
}
