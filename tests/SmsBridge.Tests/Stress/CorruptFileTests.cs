using System.Net;
using Microsoft.Data.Sqlite;
using SmsBridge.Tests.EndToEnd;

namespace SmsBridge.Tests.Stress;

/// <summary>A database file with pages that are not what they were: it says so and keeps what it has, at the start and in service.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class CorruptFileTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-corrupt-");
    private StressStage _stage = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await StressStage.StartAsync(_folder.FullName);
        await _stage.PostUntilAsync(taken: 200);
        await _stage.ShouldBeConservedAsync();
        (await _stage.Bridge.StopAsync(Token)).ShouldBe(0); // the WAL is in the file now
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("sqlite_schema")]
    [InlineData("schema_version")]
    [InlineData("node")]
    [InlineData("message_due")]
    [InlineData("tenant")]
    [InlineData("api_key")]
    public async Task A_damaged_page_that_is_needed_at_the_start_ends_it_with_one_line(string table)
    {
        var page = table == "sqlite_schema" ? 1 : await RootPageAsync(table);
        await DamageAsync(number => number == page);

        (await DiskTests.ExitCodeAsync(_stage.Bridge)).ShouldBe(78);

        _stage.Bridge.StandardError.Lines.ShouldBe(["SmsBridge can not start. The database file is damaged."]);
        _stage.Bridge.StandardOutput.Lines.ShouldNotContain(line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_damaged_in_service_refuse_hooks_and_reading_in_words_and_the_process_lives()
    {
        await _stage.Bridge.StartAsync(Token);
        await DamageAsync(number => number > 1);

        await _stage.PostUntilAsync(refused: 100); // any other answer than 200 and 503 fails in there

        (await _stage.BecomesAsync(HttpStatusCode.ServiceUnavailable)).ShouldSatisfyAllConditions(
            ready => ready.Status.ShouldBe(HttpStatusCode.ServiceUnavailable), ready => ready.Words.ShouldContain("The database file is damaged."));
        (await _stage.HealthAsync("live")).Status.ShouldBe(HttpStatusCode.OK);
        (await _stage.EventLogAsync()).ShouldSatisfyAllConditions(
            log => log.Status.ShouldBe(HttpStatusCode.ServiceUnavailable), log => log.Words.ShouldContain("The database file is damaged."));
        _stage.Bridge.IsRunning.ShouldBeTrue();
    }

    private async Task<long> RootPageAsync(string table)
    {
        await using var connection = new SqliteConnection($"Data Source={_stage.Bridge.DatabaseFile};Mode=ReadOnly;Pooling=False");
        return await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, "SELECT rootpage FROM sqlite_schema WHERE name = @table", new { table });
    }

    private async Task DamageAsync(Predicate<long> isDamaged)
    {
        const int PageSize = 4_096;
        await using var file = new FileStream(_stage.Bridge.DatabaseFile, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var garbage = new byte[PageSize];
        new Random(1).NextBytes(garbage);
        garbage[0] = 0xEE; // no kind of page
        for (long number = 1; number <= file.Length / PageSize; number++)
        {
            if (isDamaged(number))
            {
                file.Position = (number - 1) * PageSize;
                await file.WriteAsync(garbage, Token);
            }
        }
    }
}
