using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Augment;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Teachers;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>
/// Prepares the input of a step: augmented and mixed pictures, with a teacher's answers. A process that shares batches gets the same
/// augmentation for its pictures as a single process; dropout and partners of mixed pictures are its own.
/// </summary>
/// <param name="recipe">The recipe.</param>
/// <param name="teacher">The teacher, owned by the caller; null without one.</param>
/// <param name="share">This process's part of each batch; null: all.</param>
internal sealed class StepInput(Recipe recipe, ITeacher? teacher = null, Share? share = null)
{
    private const long SeedStride = 0x2545F4914F6CDD1D; // keeps the processes' randomness apart

    private readonly Augmentation augmentation = new(recipe.PadCrop, recipe.Flip, recipe.Erase, recipe.Rotate, recipe.Zoom, recipe.CropScale, recipe.ColorJitter, recipe.TrivialAugment);
    private readonly Mixing mixing = new(recipe.Mixup, recipe.Cutmix, recipe.MixShare);
    private (long Step, long[] Shape, Task<Chance> Drawn)? ahead; // for the next step, drawn during this one

    /// <summary>Prepares a batch for a step, counted from 0 over the whole run; the result depends only on these. Seeds torch for randomness in the network.</summary>
    public Batch Prepare(Batch batch, long step)
    {
        manual_seed(unchecked((recipe.Seed * 1_000_003) + step + ((share?.First ?? 0) * SeedStride))); // dropout repeats after a resume
        long[] shape = batch.Images.shape;
        (AugmentationDraw draw, Random random) = ahead is { } next && next.Step == step && next.Shape.AsSpan().SequenceEqual(shape)
            ? next.Drawn.GetAwaiter().GetResult()
            : Draw(shape, step);
        ahead = (step + 1, shape, Task.Run(() => Draw(shape, step + 1)));
        Batch mixed = mixing.Apply(batch with { Images = augmentation.Apply(batch.Images, draw) }, random);
        return teacher is null ? mixed : mixed with { TeacherLogits = teacher.Logits(mixed.Images) };
    }

    private Chance Draw(long[] shape, long step)
    {
        Random random = Order.Random(~recipe.Seed, step);
        return share is not Share part
            ? new Chance(augmentation.Draw(shape, random), random)
            : new Chance(augmentation.Draw([part.Total, .. shape[1..]], random).Of(part), random);
    }

    /// <summary>A step's augmentation, and the generator for further draws.</summary>
    private readonly record struct Chance(AugmentationDraw Augmentation, Random Random);
}
