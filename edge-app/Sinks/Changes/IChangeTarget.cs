namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>A target for changes; used by one thread, one change at a time.</summary>
internal interface IChangeTarget : IDisposable
{
    /// <summary>Display name.</summary>
    string Name { get; }

    /// <summary>Most attempts for a change.</summary>
    int Attempts { get; }

    /// <summary>Time limit of one attempt.</summary>
    TimeSpan Limit { get; }

    /// <summary>Delivers a change, within <see cref="Limit"/>. Throws nothing.</summary>
    /// <returns>Null on success, else the failure.</returns>
    DeliveryFailure? Deliver(Change change, CancellationToken stop);
}

/// <summary>Why a change did not arrive.</summary>
/// <param name="Reason">For people.</param>
/// <param name="MayPass">Whether a retry may help.</param>
internal sealed record DeliveryFailure(string Reason, bool MayPass);
