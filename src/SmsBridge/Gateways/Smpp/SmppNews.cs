using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Web.Limits;

namespace SmsBridge.Gateways.Smpp;

/// <summary>Says in the log what SMSC delivered and says nothing to us, so often and no more.</summary>
internal sealed class SmppNews(TimeProvider time, ILogger<SmppNews> logger)
{
    /// <summary>Log lines a minute, of receipts and replies together.</summary>
    public const int MostLines = 20;

    private readonly MinuteLimit<bool> _lines = new(MostLines, time);

    public void Unreadable(SmppLogin login)
    {
        if (_lines.Count(true) is null)
        {
            logger.ReceiptUnreadable(login.Provider, login.SystemId);
        }
    }

    public void OfNobody(SmppLogin login, SmppReceipt receipt)
    {
        if (_lines.Count(true) is null)
        {
            logger.ReceiptOfNobody(login.Provider, KeptWords.Code(receipt.Id)!, KeptWords.Code(receipt.Word)!, login.SystemId);
        }
    }

    public void ToNobody(SmppLogin login, SmppAddress destination)
    {
        if (_lines.Count(true) is null)
        {
            logger.ReplyToNobody(login.Provider, Msisdn.Mask(destination.Value), login.SystemId);
        }
    }

    /// <summary>Each: it is the store's trouble, and comes again.</summary>
    public void Failed(Exception exception, SmppLogin login) => logger.DeliveryFailed(exception, login.Provider, login.SystemId);
}
