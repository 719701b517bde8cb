using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>The drill, with the real program: back up, go on, lose the disk, put the backup back, be killed in the middle. Run alone by tests/drill.sh.</summary>
[Collection(BridgeProcesses.Name)]
[FileOnly]
public class RestoreDrillTests(EndToEndStage stage) : IClassFixture<EndToEndStage>
{
    private const string Tenant = "drill";

    /// <summary>The provider's list is trusted after ten seconds here, and what waits is looked at every few seconds.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => EndToEndStage.Cancellation;

    private string Backup => Path.Combine(stage.Bridge.Folder, "backup.db");

    [Fact]
    public async Task After_the_disk_is_lost_nobody_gets_a_second_sms_and_nobody_goes_without()
    {
        stage.Bridge.Settings["Gaps:Settling"] = "00:02:00";
        var key = await stage.RegisterAsync(Tenant);
        var waiting = await BackUpWithWaitingAsync(key);
        var lost = await GoOnAsync(key, waiting);
        await stage.Bridge.KillAsync(Cancellation);
        foreach (var file in Directory.EnumerateFiles(stage.Bridge.Folder, "smsbridge.db*"))
        {
            File.Delete(file);
        }

        var neverTold = stage.AddClient(Tenant);
        Record(neverTold);
        await stage.Bridge.RunVerbAsync(Cancellation, "restore", Backup);
        await stage.Bridge.StartAsync(Cancellation);
        var since = stage.AddClient(Tenant);
        await stage.PostClientCreatedAsync(Tenant, key, since.Id); // taken, and kept
        await stage.Bridge.KillAsync(Cancellation);
        await stage.Bridge.StartAsync(Cancellation);

        await ArrivesAsync(since);
        await ArrivesAsync(neverTold);
        foreach (var client in (StandInClient[])[.. waiting, lost, neverTold, since])
        {
            stage.SmsTo(client).ShouldHaveSingleItem();
        }

        (await stage.Bridge.RunVerbAsync(Cancellation, "restore", "status")).ShouldContain("open: every tenant sends");
        (await stage.Bridge.RunVerbAsync(Cancellation, "verify")).ShouldContain("The record is whole.");
    }

    /// <summary>Three hooks are taken and wait when the backup is made.</summary>
    private async Task<List<StandInClient>> BackUpWithWaitingAsync(string key)
    {
        await RestartAsync(sends: false);
        var waiting = new List<StandInClient>();
        for (var count = 0; count < 3; count++)
        {
            waiting.Add(stage.AddClient(Tenant));
            await stage.PostClientCreatedAsync(Tenant, key, waiting[^1].Id);
        }

        await stage.Bridge.RunVerbAsync(Cancellation, "backup", Backup);
        return waiting;
    }

    /// <summary>They go out, and one more of which the backup knows nothing.</summary>
    private async Task<StandInClient> GoOnAsync(string key, List<StandInClient> waiting)
    {
        await RestartAsync(sends: true);
        var lost = stage.AddClient(Tenant);
        Record(lost);
        await stage.PostClientCreatedAsync(Tenant, key, lost.Id);
        foreach (var client in (StandInClient[])[.. waiting, lost])
        {
            await stage.WaitForSmsToAsync(client);
        }

        return lost;
    }

    private Task ArrivesAsync(StandInClient client) =>
        stage.Twilio.WaitForMessageAsync(message => message.To == EndToEndStage.NumberOf(client), Cancellation).WaitAsync(Longest, TimeProvider.System, Cancellation);

    private async Task RestartAsync(bool sends)
    {
        await stage.Bridge.StopAsync(Cancellation);
        stage.Bridge.Settings["Relay:Enabled"] = sends ? "true" : "false";
        await stage.Bridge.StartAsync(Cancellation);
    }

    /// <summary>On the core's trail as of nearly two minutes ago, so that the drill need not wait until its hook counts as lost.</summary>
    private void Record(StandInClient client) => stage.AuditsOf(Tenant).Add(new StandInAudit(0, "CLIENT", "CREATE", TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(119))
    {
        ResourceId = client.Id, ClientId = client.Id,
    });
}
