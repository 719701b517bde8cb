using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Store;
using SmsBridge.Texts;

namespace SmsBridge.TenantTexts;

/// <summary>Looks for what another node or the command line changed: a text takes effect everywhere within a second.</summary>
internal sealed class TextWatcher(TextDirectory texts, IOptions<TemplateOptions> options, TimeProvider time, ILogger<TextWatcher> logger) : DirectoryWatcher(time)
{
    protected override TimeSpan Poll => options.Value.DirectoryPoll;

    protected override Task LookAsync(CancellationToken cancellationToken) => texts.RefreshAsync(cancellationToken);

    protected override void TellTrouble(DbException exception) => logger.TextsNotRead(exception);
}

internal static partial class TextsLog // 4700-4799
{
    [LoggerMessage(4700, LogLevel.Warning, "Tenants' texts could not be read anew; those known before go on being sent")]
    public static partial void TextsNotRead(this ILogger logger, Exception exception);
}
