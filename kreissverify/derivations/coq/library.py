"""What stands at the head of each file for Coq: lemmas and tactics of a few lines each."""

__all__ = ["LIBRARY"]

# No tactic here searches: lra is given sums that are linear in products of what is known, and
# `ring` identities. nra fails on x² + y² ≥ 2xy in Coq 8.16 (without csdp), so it is not used.
LIBRARY = """\
Require Import Reals Lra Decidable.
Local Open Scope R_scope.

(* A claim is shown by refuting its negation: relations of real numbers are decidable. *)
Lemma kv_dec_le : forall p, decidable (0 <= p).
Proof. intro p; unfold decidable; destruct (Rle_dec 0 p); auto. Qed.
Lemma kv_dec_lt : forall p, decidable (0 < p).
Proof. intro p; unfold decidable; destruct (Rlt_dec 0 p); auto. Qed.
Lemma kv_dec_eq : forall p, decidable (p = 0).
Proof. intro p; unfold decidable; destruct (Req_EM_T p 0); auto. Qed.
Lemma kv_dec_ne : forall p, decidable (p <> 0).
Proof. intro p; unfold decidable; destruct (Req_EM_T p 0); auto. Qed.
(* Disjunctions last: x <= y is one for Coq. *)
Ltac kv_decide :=
  repeat first [apply kv_dec_le | apply kv_dec_lt | apply kv_dec_eq | apply kv_dec_ne
               | apply dec_and | apply dec_or].
Ltac kv_denied N :=
  first [exact N | pose proof (Rnot_le_lt _ _ N); lra | pose proof (Rnot_lt_le _ _ N); lra
        | apply not_not; [apply kv_dec_eq | exact N]].

Definition kv_natural (x : R) := exists n : nat, x = INR n.
Lemma kv_at_least_0 : forall x, kv_natural x -> 0 <= x.
Proof. intros x [n E]; rewrite E; apply pos_INR. Qed.

(* A sum that is above 0 and is 0. *)
Lemma kv_contradiction : forall s, 0 < s -> s = 0 -> False.
Proof. intros; lra. Qed.
Lemma kv_sum : forall a b, 0 < a -> 0 <= b -> 0 < a + b.
Proof. intros; lra. Qed.
Lemma kv_null : forall a p, p = 0 -> 0 <= a * p.
Proof. intros a p E; rewrite E; lra. Qed.
Lemma kv_square : forall s, 0 <= s * s.
Proof. exact Rle_0_sqr. Qed.
Lemma kv_nonzero : forall p, p <> 0 -> 0 < p * p.
Proof. intros p N; exact (Rsqr_pos_lt p N). Qed.
Lemma kv_positive : forall p, (0 < p)%Z -> 0 < IZR p.
Proof. intros p H; exact (IZR_lt 0 p H). Qed.
Lemma kv_sign : forall p, 0 <= p \\/ 0 < - p.
Proof. intro p; destruct (Rle_or_lt 0 p); [left | right]; lra. Qed.
Lemma kv_signs : forall p, 0 < p \\/ p = 0 \\/ 0 < - p.
Proof. intro p; destruct (Rtotal_order p 0) as [H | [H | H]]; lra. Qed.

(* What is known of quotients, roots and the like by what they are. *)
Ltac kv_one := first [lra | assumption | apply conj; kv_one | left; kv_one | right; kv_one].
Ltac kv_flip :=
  repeat match goal with
         | H : ~ _ <= _ |- _ => apply Rnot_le_lt in H
         | H : ~ _ < _ |- _ => apply Rnot_lt_le in H
         end.
Ltac kv_cases :=
  repeat match goal with |- context [if ?d then _ else _] => destruct d end; kv_flip; kv_one.
Lemma kv_inverse : forall p, p = 0 \\/ p * / p - 1 = 0.
Proof.
  intro p; destruct (Req_dec p 0) as [E | N]; [left; exact E | right].
  rewrite (Rinv_r p N); ring.
Qed.
Lemma kv_root : forall p, 0 < - p \\/ (0 <= sqrt p /\\ sqrt p * sqrt p - p = 0).
Proof.
  intro p; destruct (Rle_or_lt 0 p) as [H | H]; [right | left; lra].
  split; [apply sqrt_pos | rewrite (sqrt_sqrt p H); ring].
Qed.
Lemma kv_abs : forall p, (0 <= p /\\ Rabs p - p = 0) \\/ (0 < - p /\\ Rabs p + p = 0).
Proof.
  intro p; unfold Rabs; destruct (Rcase_abs p); [right | left]; split; lra.
Qed.
Lemma kv_exp : forall p q, p - q <> 0 \\/ exp p - exp q = 0.
Proof.
  intros p q; destruct (Req_dec (p - q) 0) as [E | N]; [right | left; exact N].
  replace p with q by lra; ring.
Qed.
Lemma kv_exp_log :
  forall n q p r, p = INR n * ln q + r -> 0 <= - q \\/ exp p - q ^ n * exp r = 0.
Proof.
  intros n q p r E; destruct (Rle_or_lt q 0) as [H | H]; [left; lra | right].
  rewrite E, exp_plus; rewrite <- (Rpower_pow n q H); unfold Rpower; ring.
Qed.
Lemma kv_exp_log_below :
  forall n q p r, p = - INR n * ln q + r -> 0 <= - q \\/ exp p * q ^ n - exp r = 0.
Proof.
  intros n q p r E; destruct (kv_exp_log n q r p) as [H | H]; [lra | left; exact H | right; lra].
Qed.
"""
