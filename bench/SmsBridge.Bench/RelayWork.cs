namespace SmsBridge.Bench;

/// <summary>What an event needs besides the call that sends its SMS.</summary>
internal enum RelayWork
{
    /// <summary>Client, loan and repayment are asked for: four calls in all.</summary>
    AllLookedUp,

    /// <summary>Client and loan are known: two calls.</summary>
    RepaymentLookedUp,

    /// <summary>The core gave number and text (sms/send): the provider's call alone.</summary>
    TextGiven,
}
