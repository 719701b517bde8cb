using System.Net;
using Microsoft.Data.Sqlite;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Stress;

/// <summary>Disks that are full or read-only, files that somebody else holds: with the real process, on real file systems.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class DiskTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-disk-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ext4")]
    [InlineData("tmpfs")]
    public async Task A_full_disk_refuses_what_it_can_not_keep_and_loses_nothing_it_took(string kind)
    {
        using var disk = SmallDisk.MountOrSkip(kind, megabytes: 16);
        await using var stage = await StressStage.StartAsync(disk.Folder);
        await stage.PostUntilAsync(taken: 50);

        disk.Fill();
        await stage.PostUntilAsync(refused: 100);

        var ready = await stage.BecomesAsync(HttpStatusCode.ServiceUnavailable);
        (ready.Status, (await stage.HealthAsync("live")).Status).ShouldBe((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK));
        ready.Words.ShouldContain("The disk is full.");
        stage.Bridge.IsRunning.ShouldBeTrue();

        disk.MakeRoom();
        (await stage.PostAsync()).ShouldBe(HttpStatusCode.OK); // at once, by itself
        await stage.BecomesAsync(HttpStatusCode.OK);
        await stage.RepeatRefusedAsync();
        await stage.PostUntilAsync(taken: 50);
        await stage.ShouldBeConservedAsync();
        (await stage.Bridge.StopAsync(Token)).ShouldBe(0);
    }

    [Fact]
    public async Task Killed_on_a_full_disk_it_starts_again_once_there_is_room()
    {
        using var disk = SmallDisk.MountOrSkip("ext4", megabytes: 16);
        await using var stage = await StressStage.StartAsync(disk.Folder);
        disk.Fill();
        await stage.PostUntilAsync(refused: 50);
        await stage.Bridge.KillAsync(Token);

        stage.Bridge.Launch();
        if (await stage.EndsOrServesAsync() == Ending.Ended) // depends on what room is left in the files themselves
        {
            stage.Bridge.StandardError.Lines.ShouldBe(["SmsBridge can not start. The disk is full."]);
            disk.MakeRoom();
            await stage.Bridge.StartAsync(Token);
        }

        disk.MakeRoom();
        await stage.RepeatRefusedAsync();
        await stage.ShouldBeConservedAsync();
    }

    [Fact]
    public async Task A_read_only_disk_is_said_in_one_line_at_the_start()
    {
        using var disk = SmallDisk.MountOrSkip("ext4", megabytes: 16);
        await using var stage = await StressStage.StartAsync(disk.Folder);
        await stage.Bridge.StopAsync(Token);
        disk.MakeReadOnly();

        (await ExitCodeAsync(stage.Bridge)).ShouldBe(75);

        stage.Bridge.StandardError.Lines.ShouldHaveSingleItem().ShouldContain("Read-only file system");
    }

    [Fact]
    public async Task A_file_held_by_another_process_for_longer_than_is_waited_refuses_and_recovers()
    {
        await using var stage = await StressStage.StartAsync(_folder.FullName);
        await stage.PostUntilAsync(taken: 20);
        await using (var other = new SqliteConnection($"Data Source={stage.Bridge.DatabaseFile};Pooling=False"))
        {
            await other.OpenAsync(Token);
            await using var held = other.BeginTransaction(deferred: false);

            await stage.PostUntilAsync(refused: 20);

            (await stage.BecomesAsync(HttpStatusCode.ServiceUnavailable)).Words.ShouldContain("Another process holds the database.");
            (await stage.EventLogAsync()).Status.ShouldBe(HttpStatusCode.OK); // support can read on
        }

        (await stage.PostAsync()).ShouldBe(HttpStatusCode.OK);
        await stage.RepeatRefusedAsync();
        await stage.ShouldBeConservedAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Starts a bridge that is to fail.</summary>
    internal static async Task<int> ExitCodeAsync(BridgeProcess bridge)
    {
        bridge.Launch();
        return await bridge.WaitForExitAsync(Token).WaitAsync(Eventually.Deadline, TimeProvider.System, Token);
    }
}
