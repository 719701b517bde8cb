using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;
using SmsBridge.RemoteBackups;

namespace SmsBridge.Tests.RemoteBackups;

/// <summary>Backups in a bucket: whole or not at all, the last of them kept, nobody else's file touched.</summary>
public sealed class BackupSendingTests : IAsyncLifetime
{
    private readonly BucketStage _stage = new();

    private static CancellationToken Cancellation => BucketStage.Cancellation;

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(BucketStage.PartBytes)]
    [InlineData(BucketStage.PartBytes + 1)]
    [InlineData((2 * BucketStage.PartBytes) + 12_345)]
    public async Task One_comes_back_as_it_was_sent(int bytes)
    {
        var path = _stage.Backup(1, bytes);

        var sent = (await _stage.Sending().SendAsync(Actor.CommandLine, path, Cancellation)).ShouldNotBeNull();
        var target = Path.Combine(_stage.Folder, "back", "again.db");
        var fetched = await _stage.Fetching().FetchAsync(sent.Name, target, Cancellation);

        fetched.ShouldBe(new FetchedBackup(target, bytes, sent.Sha256));
        Enumerable.SequenceEqual(await File.ReadAllBytesAsync(target, Cancellation), await File.ReadAllBytesAsync(path, Cancellation)).ShouldBeTrue();
        Directory.EnumerateFiles(Path.GetDirectoryName(target)!).ShouldBe([target]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(target).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await _stage.App.QueryAsync<string>("SELECT after FROM audit WHERE action = 'backup_send'")).ShouldBe([$"{sent.Name} in {_stage.Options.S3.Place}"]);
    }

    [Fact]
    public async Task The_oldest_go_and_nothing_that_was_not_put_there_by_this_database()
    {
        _stage.Options.S3.Keep = 2;
        await _stage.PutAsync("smsbridge-20200101-000000.db", [1]); // another installation's, or that of a database that was lost
        await _stage.PutAsync("report.txt", [2]);
        var paths = Enumerable.Range(1, 4).Select(hour => _stage.Backup(hour)).ToList();
        foreach (var path in paths)
        {
            await _stage.Sending().SendAsync(Actor.Timetable, path, Cancellation);
        }

        (await _stage.NamesAsync()).ShouldBe([Path.GetFileName(paths[3]), Path.GetFileName(paths[2]), "smsbridge-20200101-000000.db"]);
        using var bucket = _stage.Connect();
        (await bucket.FindAsync("report.txt", Cancellation)).ShouldBeNull("only backups are seen");
        (await _stage.App.QueryAsync<string>("SELECT before FROM audit WHERE action = 'backup_delete' ORDER BY id"))
            .ShouldBe(paths.Take(2).Select(path => $"{Path.GetFileName(path)} in {_stage.Options.S3.Place}"));
        paths.ShouldAllBe(path => File.Exists(path), "the folder is another matter");
    }

    [Fact]
    public async Task With_none_to_delete_all_stay()
    {
        _stage.Options.S3.Keep = 0;
        for (var hour = 1; hour <= 3; hour++)
        {
            await _stage.Sending().SendAsync(Actor.Timetable, _stage.Backup(hour), Cancellation);
        }

        (await _stage.NamesAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_somebody_put_in_the_place_of_one_is_left_alone()
    {
        _stage.Options.S3.Keep = 1;
        var first = _stage.Backup(1);
        await _stage.Sending().SendAsync(Actor.Timetable, first, Cancellation);
        await _stage.PutAsync(Path.GetFileName(first), [1, 2, 3]);

        var second = _stage.Backup(2);
        await _stage.Sending().SendAsync(Actor.Timetable, second, Cancellation);
        await _stage.Sending().SendAsync(Actor.Timetable, _stage.Backup(3), Cancellation);

        (await _stage.NamesAsync()).ShouldContain(Path.GetFileName(first), StringComparer.Ordinal);
        (await _stage.NamesAsync()).ShouldNotContain(Path.GetFileName(second), StringComparer.Ordinal);
        (await _stage.App.QueryAsync<string>("SELECT after FROM audit WHERE action = 'backup_delete' ORDER BY id")).ShouldBe(["left alone: it is not what was sent", "deleted"]);
    }

    [Fact]
    public async Task One_that_got_there_before_a_kill_is_recorded_by_the_next_run()
    {
        var path = _stage.Backup(1);
        await _stage.PutAsync(Path.GetFileName(path), await File.ReadAllBytesAsync(path, Cancellation));

        (await _stage.Sending().SendLatestAsync(Cancellation)).ShouldBeTrue();
        (await _stage.Sending().SendLatestAsync(Cancellation)).ShouldBeFalse();

        (await _stage.Store.ListAsync(_stage.Options.S3.Place, Cancellation)).ShouldHaveSingleItem().Name.ShouldBe(Path.GetFileName(path));
    }

    [Fact]
    public async Task Nothing_is_replaced()
    {
        var path = _stage.Backup(1);
        await _stage.PutAsync(Path.GetFileName(path), [1, 2, 3]);

        var refused = await Should.ThrowAsync<BucketException>(() => _stage.Sending().SendAsync(Actor.CommandLine, path, Cancellation));

        refused.Message.ShouldContain("is something else");
        using var bucket = _stage.Connect();
        (await bucket.FindAsync(Path.GetFileName(path), Cancellation)).ShouldNotBeNull().Bytes.ShouldBe(3);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(BucketStage.PartBytes + 1000)]
    public async Task A_file_that_changes_while_it_is_sent_does_not_get_there(int bytes)
    {
        using var bucket = _stage.Connect();
        using var file = new MemoryStream(new byte[bytes]);

        var refused = await Should.ThrowAsync<BucketException>(() => bucket.PutAsync("smsbridge-20261121-021500.db", file, new string('0', 64), Cancellation));

        refused.Message.ShouldContain("changed while it was sent");
        (await _stage.NamesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_pg_dump_wrote_gets_the_name_of_when_it_was_written()
    {
        var path = Path.Combine(_stage.Folder, "nightly.pgdump");
        await File.WriteAllTextAsync(path, "PGDMP...", Cancellation);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 11, 21, 2, 15, 0, DateTimeKind.Utc));

        (await _stage.Sending().SendAsync(Actor.CommandLine, path, Cancellation)).ShouldNotBeNull().Name.ShouldBe("smsbridge-20261121-021500.dump");
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(BucketStage.PartBytes + 1000)] // a store has no checksum of a whole that came in parts
    public async Task A_damaged_one_is_not_fetched_and_leaves_nothing(int bytes)
    {
        var sent = (await _stage.Sending().SendAsync(Actor.CommandLine, _stage.Backup(1, bytes), Cancellation)).ShouldNotBeNull();
        await _stage.DamageAsync(sent.Name);
        var target = Path.Combine(_stage.Folder, "back", "again.db");

        var refused = await Should.ThrowAsync<BucketException>(() => _stage.Fetching().FetchAsync(sent.Name, target, Cancellation));

        refused.Message.ShouldContain("damaged");
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(target)!).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_that_is_there_is_overwritten_by_a_fetch()
    {
        var sent = (await _stage.Sending().SendAsync(Actor.CommandLine, _stage.Backup(1), Cancellation)).ShouldNotBeNull();
        var target = Path.Combine(_stage.Folder, "precious.db");
        await File.WriteAllTextAsync(target, "precious", Cancellation);

        (await Should.ThrowAsync<BucketException>(() => _stage.Fetching().FetchAsync(sent.Name, target, Cancellation))).Message.ShouldContain("exists already");
        (await Should.ThrowAsync<BucketException>(() => _stage.Fetching().FetchAsync("../../etc/passwd", target, Cancellation))).Message.ShouldContain("is not the name of a backup");
        (await Should.ThrowAsync<BucketException>(() => _stage.Fetching().FetchAsync("smsbridge-20200101-000000.db", target, Cancellation))).Message.ShouldContain("There is no smsbridge-20200101");
        (await File.ReadAllTextAsync(target, Cancellation)).ShouldBe("precious");
    }

    [Fact]
    public async Task One_that_does_not_get_there_is_kept_and_said_until_one_does()
    {
        var path = _stage.Backup(1);
        var wrong = _stage.Options.S3.AccessKeyId;
        _stage.Options.S3.AccessKeyId = "NOBODY";

        (await _stage.Sending().SendLatestAsync(Cancellation)).ShouldBeFalse();
        (await AttentionAsync()).ShouldBeEmpty("once may be a moment's trouble");
        (await _stage.Sending().SendLatestAsync(Cancellation)).ShouldBeFalse();

        var item = (await AttentionAsync()).ShouldHaveSingleItem();
        item.Words.ShouldContain("does not know the key NOBODY (Backup:S3:AccessKeyId)");
        File.Exists(path).ShouldBeTrue();
        _stage.Options.S3.AccessKeyId = wrong;
        (await _stage.Sending().SendLatestAsync(Cancellation)).ShouldBeTrue();
        (await AttentionAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_bucket_nothing_is_sent_and_what_was_wrong_with_it_needs_nobody()
    {
        _stage.Backup(1);
        _stage.Options.S3.Bucket = "no-such-bucket";
        await _stage.Sending().SendLatestAsync(Cancellation);
        await _stage.Sending().SendLatestAsync(Cancellation);
        (await AttentionAsync()).ShouldHaveSingleItem().Words.ShouldContain("There is no bucket no-such-bucket");

        _stage.Options.S3.Bucket = "";

        (await _stage.Sending().SendLatestAsync(Cancellation)).ShouldBeFalse();
        (await AttentionAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_asks_what_holds_a_clients_data_is_told_of_those_since()
    {
        var sent = (await _stage.Sending().SendAsync(Actor.CommandLine, _stage.Backup(1), Cancellation)).ShouldNotBeNull();

        (await _stage.Store.KeptAsync(sent.At, Cancellation)).ShouldBe([$"{sent.Name} in {_stage.Options.S3.Place}"]);
        (await _stage.Store.KeptAsync(sent.At + 1, Cancellation)).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<AttentionItem>> AttentionAsync() =>
        [.. (await _stage.App.Services.GetRequiredService<Attention>().ListAsync(new SignedInOperator(0, "admin", OperatorRole.Admin, TenantScope.All, "", null), Cancellation)).Where(item => item.Kind == "backup_not_sent")];
}
