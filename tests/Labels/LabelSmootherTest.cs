using CsCheck;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Labels;

public class LabelSmootherTest
{
    private const int Classes = 4;
    private const double Temperature = 0.7;
    private static readonly SmoothingSpec spec = new();
    private static readonly OutputSpec output = new() { Name = "logits", Labels = ["a", "b", "c", "d"], Temperature = Temperature, UnknownBelow = 0 };

    private static readonly Gen<float[]> anyLogits = Gen.Float[-15, 15].Array[Classes];

    private static readonly Gen<float> notFinite = Gen.Int[0, 2].Select(i => i == 0 ? float.NaN : i == 1 ? float.PositiveInfinity : float.NegativeInfinity);

    /// <summary>Settings within which the promises below hold: the newest frame outweighs the rest.</summary>
    private static readonly Gen<SmoothingSpec> anySpec =
        from weight in Gen.Double[0.5, 1]
        from votes in Gen.Int[1, 5]
        from more in Gen.Int[0, 4]
        from margin in Gen.Double[0, 2]
        select new SmoothingSpec(weight, votes, Math.Min(votes + more, (2 * votes) - 1), margin);

    /// <summary>Cards of all measures, with a spread or without.</summary>
    private static readonly Gen<OutputSpec> anyOutput =
        from measure in Gen.Int[0, UnknownMeasure.Names.Count - 1]
        from below in Gen.Double[0.01, 10]
        from spread in Gen.Double[0.001, 20]
        from kept in Gen.Bool
        select output with { UnknownBy = UnknownMeasure.Names[measure], UnknownBelow = below, UnknownSpread = kept ? spread : null };

    [Fact]
    public void Equal_frames_are_stable_at_once() =>
        Gen.Select(anySpec, anyLogits).Sample((settings, logits) =>
        {
            LabelSmoother smoother = new(output, settings);
            for (int i = 0; i < 20; i++)
            {
                Assert.Equal(ResultState.Stable, Feed(smoother, logits));
                Assert.Equal(Best(logits), smoother.Shown);
            }
        });

    [Fact]
    public void A_still_picture_between_two_classes_becomes_stable_after_a_few_repetitions() =>
        Gen.Select(anySpec, anyLogits, Gen.Int[0, Classes - 1]).Sample((settings, logits, before) =>
        {
            LabelSmoother smoother = Settled(settings, before);
            ResultState state = ResultState.Changing;
            for (int i = 0; i < settings.Votes + 1; i++)
            {
                state = Feed(smoother, logits);
            }

            Assert.Equal((ResultState.Stable, Best(logits)), (state, smoother.Shown));
        });

    [Fact]
    public void A_noisy_picture_between_two_classes_becomes_stable_within_bounded_frames()
    {
        LabelSmoother smoother = Settled(spec, best: 0);
        float[] noisy = [5, 5.3f, 0, 0]; // within the margin
        ResultState state = ResultState.Changing;
        for (int i = 0; i < spec.PatienceBelow + spec.Votes + 5; i++)
        {
            noisy[2] = i % 2 * 0.01f;
            state = Feed(smoother, noisy);
            Assert.True(i >= 10 || smoother.Shown == 0, "the margin held too briefly");
        }

        Assert.Equal((ResultState.Stable, 1), (state, smoother.Shown));
    }

    [Fact]
    public void Fewer_than_N_deviating_frames_change_nothing() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[0, 3], anyLogits.Array[1, 4]).Sample((votes, more, odd) =>
        {
            SmoothingSpec settings = new(Weight: 1, votes, Math.Min(votes + more, (2 * votes) - 1)); // without a mean, which an odd frame could hold on to
            LabelSmoother smoother = Settled(settings, best: 2);
            foreach (float[] logits in odd.Take(votes - 1))
            {
                Feed(smoother, logits);
                Assert.Equal(2, smoother.Shown);
            }
        });

    [Fact]
    public void Another_object_is_shown_after_the_configured_frames() =>
        Gen.Select(anySpec, Gen.Int[0, Classes - 1], Gen.Int[0, Classes - 1], Gen.Int[1, 40]).Sample((settings, before, after, length) =>
        {
            LabelSmoother smoother = new(output, settings);
            for (int i = 0; i < length; i++)
            {
                Feed(smoother, Peak(before));
            }

            // The mean needs to cross the middle by the margin, then N frames have to vote.
            double rest = (10 - (settings.Margin * Temperature)) / 20;
            int turn = settings.Weight >= 1 ? 1 : Math.Max(1, (int)Math.Ceiling(Math.Log(rest) / Math.Log(1 - settings.Weight)));
            for (int i = 0; i < turn + settings.Votes; i++)
            {
                Feed(smoother, Peak(after));
            }

            Assert.Equal(after, smoother.Shown);
            Assert.Equal(ResultState.Stable, Feed(smoother, Peak(after)));
        });

    [Fact]
    public void The_mean_stays_between_the_smallest_and_largest_logit_seen() =>
        Gen.Select(anySpec, anyLogits.Array[1, 50]).Sample((settings, frames) =>
        {
            LabelSmoother smoother = new(output, settings);
            foreach (float[] logits in frames)
            {
                Feed(smoother, logits);
            }

            for (int k = 0; k < Classes; k++)
            {
                Assert.InRange(smoother.Smoothed[k], frames.Min(logits => logits[k]) - 1e-9, frames.Max(logits => logits[k]) + 1e-9);
            }
        });

    [Fact]
    public void A_stable_frame_agrees_with_the_shown_class_and_is_known() =>
        Gen.Select(anySpec, anyLogits.Array[1, 60], Gen.Double[-5, 15]).Sample((settings, frames, threshold) =>
        {
            LabelSmoother smoother = new(output, settings);
            foreach (float[] logits in frames)
            {
                if (Feed(smoother, logits, threshold) == ResultState.Stable)
                {
                    Assert.Equal(Best(logits), smoother.Shown);
                    Assert.False(Scores.IsUnknown(Scores.Energy(logits, Temperature), threshold));
                }
            }
        });

    [Fact]
    public void Logits_that_are_not_finite_are_unknown_and_do_not_enter_the_mean() =>
        Gen.Select(anyLogits, notFinite, Gen.Int[0, Classes - 1], Gen.Int[1, 10]).Sample((logits, broken, where, count) =>
        {
            float[] bad = [.. logits];
            bad[where] = broken;
            LabelSmoother smoother = Settled(spec, best: 1);
            double[] before = smoother.Smoothed.ToArray();
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(ResultState.Unknown, Feed(smoother, bad));
            }

            Assert.Equal(before, smoother.Smoothed.ToArray());
            ResultState state = ResultState.Unknown;
            for (int i = 0; i < spec.Window; i++)
            {
                state = Feed(smoother, Peak(1));
            }

            Assert.Equal((ResultState.Stable, 1), (state, smoother.Shown));
        });

    [Fact]
    public void A_reset_smoother_behaves_like_a_new_one() =>
        Gen.Select(anyLogits.Array[0, 20], anyLogits.Array[1, 20], Gen.Double[-5, 15]).Sample((before, after, threshold) =>
        {
            LabelSmoother used = new(output, spec);
            LabelSmoother fresh = new(output, spec);
            foreach (float[] logits in before)
            {
                Feed(used, logits, threshold);
            }

            used.Reset();
            foreach (float[] logits in after)
            {
                Assert.Equal(Feed(fresh, logits, threshold), Feed(used, logits, threshold));
                Assert.Equal(fresh.Shown, used.Shown);
            }
        });

    [Fact]
    public void Unknown_is_shown_after_N_frames_and_the_last_label_stays()
    {
        LabelSmoother smoother = Settled(spec, best: 3, threshold: 5);
        float[] flat = [0, 0, 0, 0.1f];
        Assert.Equal(ResultState.Changing, Feed(smoother, flat, 5));
        Assert.Equal(ResultState.Changing, Feed(smoother, flat, 5));
        Assert.Equal(ResultState.Unknown, Feed(smoother, flat, 5));
        Assert.Equal(3, smoother.Shown);
        smoother.Reset();
        Assert.Equal(ResultState.Unknown, Feed(smoother, flat, 5));
    }

    [Fact]
    public void Energies_near_the_threshold_do_not_flicker()
    {
        LabelSmoother smoother = Settled(spec, best: 0, threshold: 9.95); // the energy of Peak is a little more than 10
        for (int i = 0; i < 100; i++)
        {
            float[] logits = Peak(0);
            logits[0] -= i % 10 < 5 ? 0.1f : 0; // below, above, below …, within the band
            ResultState state = Feed(smoother, logits, 9.95);
            Assert.Equal(i % 10 < 5 ? ResultState.Changing : ResultState.Stable, state);
        }
    }

    [Fact]
    public void A_steady_picture_above_the_threshold_becomes_stable_within_bounded_frames() =>
        Gen.Select(anySpec, anyOutput, Gen.Int[1, 60], Gen.Double[0, 1.5], Gen.Int[1, 12]).Sample((settings, card, unknown, above, patience) =>
        {
            settings = settings with { Patience = patience };
            LabelSmoother smoother = new(card, settings);
            for (int i = 0; i < unknown; i++)
            {
                Assert.Equal(ResultState.Unknown, smoother.Update(Peak(1), 1, card.UnknownBelow - 1, card.UnknownBelow));
            }

            ResultState state = ResultState.Unknown;
            for (int i = 1; i < patience + settings.Votes; i++)
            {
                state = smoother.Update(Peak(1), 1, card.UnknownBelow + above, card.UnknownBelow);
            }

            Assert.Equal((ResultState.Stable, 1), (state, smoother.Shown));
        });

    [Fact]
    public void The_band_scales_with_the_cards_spread_or_else_the_temperature()
    {
        OutputSpec cosine = output with { UnknownBy = UnknownMeasure.NearestPicture, Known = "known", UnknownBelow = 0.65, UnknownSpread = 0.05 };
        Assert.Equal(spec.Band * 0.05, BandOf(cosine), 1e-3);
        Assert.Equal(spec.Band * 3, BandOf(output with { UnknownBelow = 7, UnknownSpread = 3 }), 1e-3);
        Assert.Equal(spec.EnergyMargin * Temperature, BandOf(output with { UnknownBelow = 7 }), 1e-3);
        Assert.Equal(0, BandOf(cosine with { UnknownSpread = null }), 1e-3);
    }

    [Fact]
    public void A_steady_picture_below_the_threshold_becomes_unknown_within_bounded_frames() =>
        Gen.Select(anySpec, anyOutput, Gen.Double[0.001, 1.5], Gen.Int[1, 12]).Sample((settings, card, under, patience) =>
        {
            settings = settings with { PatienceBelow = patience };
            LabelSmoother smoother = new(card, settings);
            for (int i = 0; i < 10; i++)
            {
                smoother.Update(Peak(1), 1, card.UnknownBelow + 100, card.UnknownBelow);
            }

            ResultState state = ResultState.Stable;
            for (int i = 1; i < patience + settings.Votes; i++)
            {
                state = smoother.Update(Peak(1), 1, card.UnknownBelow - under, card.UnknownBelow);
                Assert.NotEqual(ResultState.Stable, state);
            }

            Assert.Equal(ResultState.Unknown, state);
        });

    [Fact]
    public void Values_that_cross_the_threshold_within_the_band_stay_unknown()
    {
        OutputSpec cosine = output with { UnknownBy = UnknownMeasure.NearestPicture, Known = "known", UnknownBelow = 0.65, UnknownSpread = 0.1 };
        LabelSmoother smoother = new(cosine, spec);
        for (int i = 0; i < 100; i++)
        {
            double known = i % spec.Patience == 0 ? 0.649 : i % 10 == 6 ? double.NaN : 0.66; // never long enough above in a row
            Assert.Equal(ResultState.Unknown, smoother.Update(Peak(1), 1, known, 0.65));
        }
    }

    [Fact]
    public void A_band_that_ends_at_zero_keeps_the_threshold_on()
    {
        OutputSpec card = output with { UnknownBelow = spec.Band, UnknownSpread = 1 };
        LabelSmoother smoother = new(card, spec);
        for (int i = 0; i < 10; i++)
        {
            smoother.Update(Peak(1), 1, 5, card.UnknownBelow);
        }

        ResultState state = ResultState.Stable;
        for (int i = 0; i < spec.Votes; i++)
        {
            state = smoother.Update(Peak(1), 1, -1, card.UnknownBelow);
        }

        Assert.Equal(ResultState.Unknown, state);
    }

    [Fact]
    public void Smoothing_allocates_nothing()
    {
        LabelSmoother smoother = new(output, spec);
        float[][] frames = [Peak(0), Peak(1), [float.NaN, 0, 0, 0]];
        Assert.Equal(0, Allocation.OfThousandCalls(i => Feed(smoother, frames[i / 7 % 3], 5)));
    }

    /// <summary>How far below the threshold a known object stays known.</summary>
    private static double BandOf(OutputSpec card)
    {
        (double held, double left) = (0, 10);
        while (left - held > 1e-4)
        {
            double middle = (held + left) / 2;
            LabelSmoother smoother = new(card, spec);
            ResultState state = ResultState.Stable;
            for (int i = 0; i < 20; i++)
            {
                state = smoother.Update(Peak(1), 1, i < 10 ? card.UnknownBelow + 100 : card.UnknownBelow - middle, card.UnknownBelow);
            }

            (held, left) = state == ResultState.Unknown ? (held, middle) : (middle, left);
        }

        return held;
    }

    private static LabelSmoother Settled(SmoothingSpec settings, int best, double threshold = 0)
    {
        LabelSmoother smoother = new(output, settings);
        for (int i = 0; i < 20; i++)
        {
            Feed(smoother, Peak(best), threshold);
        }

        return smoother;
    }

    private static float[] Peak(int best)
    {
        float[] logits = new float[Classes];
        logits[best] = 10;
        return logits;
    }

    private static int Best(float[] logits) => Array.IndexOf(logits, logits.Max());

    private static ResultState Feed(LabelSmoother smoother, float[] logits, double threshold = 0)
    {
        int best = 0;
        for (int k = 1; k < logits.Length; k++)
        {
            best = logits[k] > logits[best] ? k : best;
        }

        return smoother.Update(logits, best, Scores.Energy(logits, Temperature), threshold);
    }
}
